package dev.edgewise.gateway.cli.model;

import dev.edgewise.gateway.cli.spi.SubcommandProvider;

/** Adds {@code model} to the command line. */
public final class ModelCommands implements SubcommandProvider {
    @Override
    public String name() {
        return "model";
    }

    @Override
    public Object command() {
        return new ModelCommand();
    }
}

package dev.edgewise.loadtest.demo;

import dev.edgewise.gateway.cli.spi.SubcommandProvider;

/** Brings {@code demo} to the node's command line. */
public final class DemoSubcommand implements SubcommandProvider {
    @Override
    public String name() {
        return "demo";
    }

    @Override
    public Object command() {
        return new DemoCommand();
    }
}

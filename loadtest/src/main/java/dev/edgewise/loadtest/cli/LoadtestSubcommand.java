package dev.edgewise.loadtest.cli;

import dev.edgewise.gateway.cli.spi.SubcommandProvider;

/** Brings {@code loadtest} to the node's command line. */
public final class LoadtestSubcommand implements SubcommandProvider {
    @Override
    public String name() {
        return "loadtest";
    }

    @Override
    public Object command() {
        return new LoadtestCommand();
    }
}

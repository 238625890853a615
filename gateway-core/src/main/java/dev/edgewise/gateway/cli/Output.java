package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.schema.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --json}, for every command that prints data. */
final class Output {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Prints the one or the other, as asked. */
    void print(Object asJson, String asText) {
        var out = spec.commandLine().getOut();
        out.print(json ? Json.write(asJson) : asText);
        out.flush();
    }
}

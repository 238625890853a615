package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.KnownModels;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands on models share: the configuration that says where the store is, and how they answer. */
public final class StoreOptions {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; without it, the built-in defaults.")
    private @Nullable Path file;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    /** Work on the store. */
    @FunctionalInterface
    public interface Work {
        int run(NodeConfig config) throws IOException, InterruptedException;
    }

    /** Whether JSON is wanted. */
    public boolean json() {
        return json;
    }

    /** Reads the configuration and does the work; says what went wrong, if anything did. */
    public int with(Work work) {
        // A model that the file names and that is not pulled yet is why one calls these commands.
        ConfigLoader loader = new ConfigLoader(System.getenv(), KnownModels.any());
        try {
            return switch (file == null ? loader.defaults() : loader.load(file)) {
                case Loaded.Good good -> work.run(good.config());
                case Loaded.Bad bad -> {
                    bad.problems().forEach(problem -> err(problem.show()));
                    yield ExitCode.SOFTWARE;
                }
            };
        } catch (IOException e) {
            err("edgewise: " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
            return ExitCode.SOFTWARE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.SOFTWARE;
        }
    }

    /** Prints a line. */
    public void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** Prints JSON. */
    public void print(JsonNode value) throws IOException {
        print(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }

    /** Says what went wrong, or how far it is. */
    public void err(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    java.io.PrintWriter errWriter() {
        return spec.commandLine().getErr();
    }
}

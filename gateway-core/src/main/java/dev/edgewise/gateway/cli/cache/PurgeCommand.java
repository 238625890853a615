package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cache purge}: forgets answers. */
@Command(
        name = "purge",
        description = "Forgets answers at once, those still being made included.",
        mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Option(names = "--dry-run", description = "Only counts what would be purged.")
    private boolean dryRun;

    /** Exactly one of its options is given. */
    static final class Target {
        @Option(names = "--key", paramLabel = "K", description = "The answer under one key, as 'cache ls' prints it.")
        private @Nullable String key;

        @Option(names = "--model", paramLabel = "M", description = "The answers of one model.")
        private @Nullable String model;

        @Option(names = "--tenant", paramLabel = "T", description = "The answers of one tenant.")
        private @Nullable String tenant;

        @Option(names = "--all", description = "Every answer.")
        private boolean all;

        ObjectNode json() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            if (key != null) {
                body.put("key", key);
            }
            if (model != null) {
                body.put("model", model);
            }
            if (tenant != null) {
                body.put("tenant", tenant);
            }
            return all ? body.put("all", true) : body;
        }
    }

    @Override
    public Integer call() {
        ObjectNode body = target.json().put("dry_run", dryRun);
        return Output.print(
                spec,
                admin.client().post("/admin/v1/cache/purge", body),
                admin.json(),
                (told, out) -> out.println(
                        dryRun
                                ? told.path("would_purge").asLong() + " answers would be purged."
                                : told.path("purged").asLong() + " answers purged."));
    }
}

package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.cli.admin.AdminOptions;
import dev.edgewise.gateway.cli.admin.Output;
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
        description = "Forgets answers at once, those still being made included; or makes them stale.",
        mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Option(
            names = "--soft",
            description =
                    "Makes the answers stale instead: sent while a new one is fetched (cache.stale_while_revalidate),"
                            + " or when none can be had (cache.stale_if_error). Where both are 0s, as they are by default, it is"
                            + " the same as a purge without it.")
    private boolean soft;

    @Option(names = "--dry-run", description = "Only counts what would be purged.")
    private boolean dryRun;

    /** Exactly one of its options is given, but for a group's tenant. */
    static final class Target {
        @ArgGroup(exclusive = false)
        private @Nullable GroupOrTenant groupOrTenant;

        @Option(names = "--key", paramLabel = "K", description = "The answer under one key, as 'cache ls' prints it.")
        private @Nullable String key;

        @Option(names = "--model", paramLabel = "M", description = "The answers of one model.")
        private @Nullable String model;

        @Option(names = "--region", paramLabel = "R", description = "The answers made in one region.")
        private @Nullable String region;

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
            if (region != null) {
                body.put("region", region);
            }
            GroupOrTenant names = groupOrTenant;
            if (names != null) {
                if (names.group != null) {
                    body.put("group", names.group);
                }
                if (names.tenant != null) {
                    body.put("tenant", names.tenant);
                }
            }
            return all ? body.put("all", true) : body;
        }
    }

    /** A tenant, a group, or a group of one tenant. */
    static final class GroupOrTenant {
        @Option(
                names = "--group",
                paramLabel = "G",
                description = "The answers of one group: of every tenant, or of the --tenant beside it.")
        private @Nullable String group;

        @Option(names = "--tenant", paramLabel = "T", description = "The answers of one tenant.")
        private @Nullable String tenant;
    }

    @Override
    public Integer call() {
        ObjectNode body = target.json().put("soft", soft).put("dry_run", dryRun);
        return Output.print(
                spec,
                admin.client().post("/admin/v1/cache/purge", body),
                admin.json(),
                (told, out) ->
                        out.println(told.path(dryRun ? "would_purge" : "purged").asLong() + " answers "
                                + (dryRun ? "would be " : "")
                                + done(told)));
    }

    private String done(JsonNode told) {
        if (!soft) {
            return "purged.";
        }
        long covered = told.path(dryRun ? "would_purge" : "purged").asLong();
        long left = told.path("still_sent").asLong();
        return left == covered
                ? "made stale."
                : "made stale. Only " + left + " of them may still be sent, as far as cache.stale_while_revalidate,"
                        + " cache.stale_if_error and the centre allow; the others are as good as purged.";
    }
}

package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.gateway.cli.admin.AdminOptions;
import dev.edgewise.gateway.cli.admin.Output;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cache ls}: the youngest answers held, without what was asked and answered. */
@Command(
        name = "ls",
        description = "The youngest answers held: key, labels, age, lifetime, size; never a prompt or an answer.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(names = "--limit", defaultValue = "50", description = "Answers listed at most (${DEFAULT-VALUE}).")
    private int limit;

    @ArgGroup
    private @Nullable Filter filter;

    /** At most one of its options is given. */
    static final class Filter {
        @Option(names = "--model", paramLabel = "M", description = "Those of one model.")
        private @Nullable String model;

        @Option(names = "--tenant", paramLabel = "T", description = "Those of one tenant.")
        private @Nullable String tenant;

        @Option(names = "--group", paramLabel = "G", description = "Those of one group, of every tenant.")
        private @Nullable String group;

        @Option(names = "--region", paramLabel = "R", description = "Those made in one region.")
        private @Nullable String region;

        String query() {
            return parameter("model", model)
                    + parameter("tenant", tenant)
                    + parameter("group", group)
                    + parameter("region", region);
        }

        private static String parameter(String name, @Nullable String value) {
            return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        }
    }

    @Override
    public Integer call() {
        String path = "/admin/v1/cache/entries?limit=" + limit + (filter == null ? "" : filter.query());
        return Output.print(spec, admin.client().get(path), admin.json(), ListCommand::table);
    }

    private static void table(JsonNode listing, PrintWriter out) {
        out.printf("%-64s  %-16s  %-16s  %8s  %8s  %9s%n", "KEY", "TENANT", "MODEL", "AGE", "LEFT", "SIZE");
        for (JsonNode entry : listing.path("entries")) {
            out.printf(
                    "%-64s  %-16s  %-16s  %7ds  %7ds  %9s%n",
                    entry.path("key").asText(),
                    entry.path("tenant").asText(),
                    entry.path("model").asText(),
                    entry.path("age_seconds").asLong(),
                    entry.path("ttl_left_seconds").asLong(),
                    Output.bytes(entry.path("bytes").asLong()));
        }
        out.printf(
                "%d of %d%n",
                listing.path("entries").size(), listing.path("matching").asLong());
    }
}

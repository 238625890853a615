package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.gateway.cli.admin.AdminOptions;
import dev.edgewise.gateway.cli.admin.Output;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cache stats}: counts since the start, and what is held now. */
@Command(name = "stats", description = "Hits, misses and what is held now.", mixinStandardHelpOptions = true)
final class StatsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() {
        return Output.print(spec, admin.client().get("/admin/v1/cache/stats"), admin.json(), StatsCommand::table);
    }

    private static void table(JsonNode stats, PrintWriter out) {
        long hits =
                stats.path("hits_raw").asLong() + stats.path("hits_canonical").asLong();
        long asked = hits + stats.path("misses").asLong() + stats.path("stale").asLong();
        out.printf(
                "%d answers, %s%n",
                stats.path("entries").asLong(), Output.bytes(stats.path("bytes").asLong()));
        out.printf(
                "%d hits of %d lookups%s (%d by the unread body), %d misses%n",
                hits,
                asked,
                asked == 0 ? "" : String.format(java.util.Locale.ROOT, ", %.1f %%", 100.0 * hits / asked),
                stats.path("hits_raw").asLong(),
                stats.path("misses").asLong());
        out.printf(
                "%d stored, %d not stored, %d evicted for room, %d expired; %d purges%n",
                stats.path("stored").asLong(),
                stats.path("refused").asLong(),
                stats.path("evicted").asLong(),
                stats.path("expired").asLong(),
                stats.path("epoch").asLong());
        JsonNode ratios = stats.path("hit_ratio_by_memory");
        if (!ratios.isEmpty()) {
            out.println("hits with other amounts of memory, by a sample: "
                    + ratios.propertyStream()
                            .map(each -> String.format(
                                    Locale.ROOT,
                                    "%s× %.1f %%",
                                    each.getKey(),
                                    100 * each.getValue().asDouble()))
                            .collect(Collectors.joining(", ")));
        }
        if (stats.has("disk_bytes")) {
            out.printf(
                    "on disk %s; %d written, %d dropped, %d taken in again%s%n",
                    Output.bytes(stats.path("disk_bytes").asLong()),
                    stats.path("disk_written").asLong(),
                    stats.path("disk_dropped").asLong(),
                    stats.path("disk_loaded").asLong(),
                    stats.path("disk_loading").asBoolean() ? ", more to come" : "");
        }
        semantic(stats.path("semantic"), out);
    }

    private static void semantic(JsonNode semantic, PrintWriter out) {
        if (semantic.path("tenants").isEmpty()) {
            return;
        }
        out.printf(
                "by meaning: %d questions in %d partitions, %s%n",
                semantic.path("questions").asLong(),
                semantic.path("partitions").asLong(),
                Output.bytes(semantic.path("bytes").asLong()));
        for (JsonNode tenant : semantic.path("tenants")) {
            long asked = tenant.path("asked").asLong();
            long served = tenant.path("served").asLong();
            out.printf(
                    "  %s: %d served of %d asked%s (%d in the same words); threshold %s from %d compared answers%n",
                    tenant.path("tenant").asText(),
                    served,
                    asked,
                    asked == 0 ? "" : String.format(java.util.Locale.ROOT, ", %.1f %%", 100.0 * served / asked),
                    tenant.path("same_words").asLong(),
                    tenant.path("threshold").asText(),
                    tenant.path("labels").asLong());
            out.printf(
                    "    kept back: %s; by rule: %s; not compared: %s%n",
                    counts(tenant.path("near")), counts(tenant.path("guards")), counts(tenant.path("skipped")));
            out.printf(
                    "    checked afterwards: %d right, %d wrong, %d unsure; of those about to be served %d right, %d wrong%n",
                    tenant.path("checked_right").asLong(),
                    tenant.path("checked_wrong").asLong(),
                    tenant.path("checked_unsure").asLong(),
                    tenant.path("audited_right").asLong(),
                    tenant.path("audited_wrong").asLong());
        }
    }

    private static String counts(JsonNode counts) {
        return counts.isEmpty()
                ? "none"
                : counts.properties().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue().asLong())
                        .collect(java.util.stream.Collectors.joining(", "));
    }
}

package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
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
        if (stats.has("disk_bytes")) {
            out.printf(
                    "on disk %s; %d written, %d dropped, %d taken in again%s%n",
                    Output.bytes(stats.path("disk_bytes").asLong()),
                    stats.path("disk_written").asLong(),
                    stats.path("disk_dropped").asLong(),
                    stats.path("disk_loaded").asLong(),
                    stats.path("disk_loading").asBoolean() ? ", more to come" : "");
        }
    }
}

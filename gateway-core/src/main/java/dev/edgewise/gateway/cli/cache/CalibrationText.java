package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.cache.semantic.tier.Calibrated;
import dev.edgewise.cache.semantic.tier.LedgerState;
import dev.edgewise.cache.semantic.tier.Odds;
import dev.edgewise.gateway.cli.model.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;

/** Says what counts of labelled questions promise. */
final class CalibrationText {
    private static final double[] BOUNDS = {0.005, 0.01, 0.02};

    private CalibrationText() {}

    /**
     * Prints it.
     *
     * @param confidence how surely the bounds shown are kept
     */
    static void print(StoreOptions options, String verifier, LedgerState counts, double confidence, Path out)
            throws IOException {
        var prior = new Calibrated(counts);
        if (options.json()) {
            ObjectNode told = JsonNodeFactory.instance
                    .objectNode()
                    .put("verifier", verifier)
                    .put("asked", counts.asked())
                    .put("compared", counts.labels())
                    .put("confidence", confidence)
                    .put("file", out.toString());
            ObjectNode thresholds = told.putObject("thresholds");
            for (double bound : BOUNDS) {
                OptionalDouble threshold = prior.threshold(bound, confidence);
                if (threshold.isPresent()) {
                    thresholds.put(Double.toString(bound), Odds.chance(threshold.getAsDouble()));
                } else {
                    thresholds.put(Double.toString(bound), "cannot promise");
                }
            }
            options.print(told);
            return;
        }
        options.print(verifier + ": " + counts.asked() + " questions asked, " + counts.labels() + " compared");
        for (double bound : BOUNDS) {
            OptionalDouble threshold = prior.threshold(bound, confidence);
            options.print(String.format(
                    Locale.ROOT,
                    "max_wrong %.1f %%: %s",
                    100 * bound,
                    threshold.isPresent()
                            ? String.format(
                                    Locale.ROOT,
                                    "served from %.4f on, %.1f %% of what was asked",
                                    Odds.chance(threshold.getAsDouble()),
                                    100 * prior.servedShare(bound, confidence))
                            : "cannot promise"));
        }
        options.print("use it with: cache: {semantic: {calibration: " + out + "}}");
    }
}

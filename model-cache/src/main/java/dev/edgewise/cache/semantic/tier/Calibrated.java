package dev.edgewise.cache.semantic.tier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What labelled questions say of a verifier's scores, before a tenant's own traffic does: the same counts, and the same
 * bound. Safe for use by several threads.
 */
public final class Calibrated implements Prior {
    /** Stands in the file where a ledger has a tenant. */
    private static final String ALL = "*";

    private final TenantLedger ledger = new TenantLedger();

    /** @param counts of labelled questions */
    public Calibrated(LedgerState counts) {
        ledger.restore(counts);
    }

    /**
     * Names a verifier's scores on the vectors of one state of an embedder's files.
     *
     * @param verifier its id
     * @param revision of the embedder's files
     */
    public static String scoresOf(String verifier, String revision) {
        return verifier + " on " + revision;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param scores whose they are, from {@link #scoresOf}
     * @throws IOException if the file cannot be read, is none, or tells of other scores
     */
    public static Calibrated read(Path file, String scores) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        LedgerState counts = LedgerFile.read(file, scores).get(ALL);
        if (counts == null) {
            throw new IOException(file + " does not tell of " + scores
                    + ": measure it with './edgewise cache calibrate', or train it with '--calibration'");
        }
        return new Calibrated(counts);
    }

    /** Writes the counts to a file; {@code scores} says whose they are. */
    public static void write(Path file, String scores, LedgerState counts) throws IOException {
        LedgerFile.write(file, scores, Map.of(ALL, counts), Map.of());
    }

    @Override
    public OptionalDouble threshold(double wrongMax, double confidence) {
        double threshold = ledger.threshold(wrongMax, confidence, Prior.NONE);
        return Double.isInfinite(threshold) ? OptionalDouble.empty() : OptionalDouble.of(threshold);
    }

    @Override
    public double wrongAt(double score) {
        return ledger.wrongAt(score, Prior.NONE);
    }

    /** What part of the labelled questions that threshold would have served; 0 where nothing can be promised. */
    public double servedShare(double wrongMax, double confidence) {
        OptionalDouble from = threshold(wrongMax, confidence);
        return from.isEmpty() ? 0 : ledger.shareFrom(from.getAsDouble());
    }
}

package dev.edgewise.cache.semantic.tier;

import java.util.List;
import java.util.stream.IntStream;

/** Counts best candidates by their scores, each with whether it was right. One thread. */
public final class CountedScores {
    private final TenantLedger ledger = new TenantLedger();

    /** A question whose best candidate scored so. */
    public void add(double score, boolean right) {
        ledger.asked(score);
        ledger.learn(score, right);
    }

    /** A question without a candidate. */
    public void addNone() {
        ledger.asked(Double.NaN);
    }

    /** The counts so far. */
    public LedgerState state() {
        return ledger.state();
    }

    /** Those of both. */
    public static LedgerState sum(LedgerState one, LedgerState other) {
        return new LedgerState(
                one.asked() + other.asked(),
                one.labels() + other.labels(),
                sum(one.seen(), other.seen()),
                sum(one.right(), other.right()),
                sum(one.wrong(), other.wrong()));
    }

    private static List<Long> sum(List<Long> one, List<Long> other) {
        return IntStream.range(0, one.size())
                .mapToObj(i -> one.get(i) + other.get(i))
                .toList();
    }
}

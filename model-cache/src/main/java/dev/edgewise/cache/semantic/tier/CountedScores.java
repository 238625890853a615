package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.verify.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Counts best candidates by their scores, each with whether it was right. One thread. */
public final class CountedScores {
    private final TenantLedger ledger = new TenantLedger();
    private final List<One> all = new ArrayList<>();

    /** @param about what the question is about: the same number for the same thing */
    private record One(double score, boolean right, int about) {}

    /** A question, about something of its own, whose best candidate scored so. */
    public void add(double score, boolean right) {
        add(score, right, -1 - all.size());
    }

    /** The same for one of which others are about the same thing: {@code about} has the same number for those. */
    public void add(double score, boolean right, int about) {
        ledger.asked(score);
        ledger.learn(score, right);
        all.add(new One(score, right, about));
    }

    /** A question without a candidate. */
    public void addNone() {
        addNone(-1 - all.size());
    }

    /** The same for one of which others are about the same thing. */
    public void addNone(int about) {
        ledger.asked(Double.NaN);
        all.add(new One(Double.NEGATIVE_INFINITY, false, about));
    }

    /** The counts so far. */
    public LedgerState state() {
        LedgerState counts = ledger.state();
        boolean[] right = new boolean[all.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = all.get(i).right();
        }
        double effect = Calibration.effect(
                all.stream().mapToDouble(One::score).toArray(),
                right,
                all.stream().mapToInt(One::about).toArray());
        return new LedgerState(counts.asked(), counts.labels(), effect, counts.seen(), counts.right(), counts.wrong());
    }

    /** Those of both; of their effects the greater. */
    public static LedgerState sum(LedgerState one, LedgerState other) {
        return new LedgerState(
                one.asked() + other.asked(),
                one.labels() + other.labels(),
                Math.max(one.effect(), other.effect()),
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

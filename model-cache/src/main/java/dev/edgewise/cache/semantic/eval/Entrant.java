package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.verify.Threshold;
import java.util.List;

/**
 * What one way of choosing achieved.
 *
 * @param name what it is
 * @param guarded whether the guards stood before it
 * @param splits its results, split by split
 */
public record Entrant(String name, boolean guarded, List<OfSplit> splits) {
    /** Copies the list. */
    public Entrant {
        splits = List.copyOf(splits);
    }

    /**
     * One split.
     *
     * @param threshold what the calibration runs say
     * @param frozen what that threshold serves in the run that is judged; nothing where none can be promised
     * @param hindsight what the best threshold would have served, had one known it
     */
    public record OfSplit(Threshold threshold, Served frozen, Served hindsight) {}

    /** All splits together, at the frozen thresholds. */
    public Served frozen() {
        return splits.stream().map(OfSplit::frozen).reduce(Served::plus).orElseThrow();
    }

    /** All splits together, each at its best threshold. */
    public Served hindsight() {
        return splits.stream().map(OfSplit::hindsight).reduce(Served::plus).orElseThrow();
    }

    /** The greatest part of all asked that any split served a wrong answer. */
    public double worstWrong() {
        return splits.stream()
                .mapToDouble(split -> split.frozen().wrong().share())
                .max()
                .orElse(0);
    }
}

package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Priority;
import java.time.Duration;

/** Work that waits for its turn at the device. */
public interface Waiting {
    /**
     * Work that has waited this long for a turn counts one class higher, and another one after as long again: nothing starves. What
     * has a turn begins to wait anew: a long list does not become of a higher class by being long.
     */
    Duration AGEING = Duration.ofSeconds(5);

    /** Its class as it came. */
    Priority priority();

    /** When its answer becomes worthless. */
    Deadline deadline();

    /** Since when it waits for a turn: when it came, or had its last one; by the clock of the deadlines, in nanoseconds. */
    long waitsSinceNanos();

    /** Waits since then; its {@link Line}'s user's to change. */
    void waitsSince(long nanos);

    /** The round in which it has its next turn; its {@link Line}'s to change. */
    int round();

    /** Has its next turn in this round. */
    void round(int next);

    /** Its class by now: 0 for {@link Priority#INTERACTIVE}, less for what has waited still longer, more for what goes later. */
    default long rank(long nowNanos) {
        return priority().ordinal() - (nowNanos - waitsSinceNanos()) / AGEING.toNanos();
    }

    /** Whether its deadline comes before another's; none comes last. */
    default boolean dueBefore(Waiting other) {
        Deadline its = other.deadline();
        return deadline().bounded() && (!its.bounded() || deadline().atNanos() - its.atNanos() < 0);
    }
}

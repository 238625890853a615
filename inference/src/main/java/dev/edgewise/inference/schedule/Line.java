package dev.edgewise.inference.schedule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that takes turns, in rounds: first by class, then by whose turn it is in the round under way, then by deadline, then
 * by arrival. Who comes has a turn in this round, who has had one in the next. One thread at a time; its user bounds it: the
 * first one is looked for among all.
 */
public final class Line<T extends Waiting> {
    private final LongSupplier nanoTime;
    private final List<T> entries = new ArrayList<>();
    private int round;

    /** @param nanoTime the clock of the deadlines, in nanoseconds */
    public Line(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes in work that comes. */
    public void add(T work) {
        work.round(round);
        entries.add(work);
    }

    /** Takes in work that has just had a turn and needs another. */
    public void addAgain(T work) {
        work.waitsSince(nanoTime.getAsLong());
        addAhead(work);
    }

    /** Takes in work that needs another turn, after one that has yet to begin. */
    void addAhead(T work) {
        int last = work.round() - round > 0 ? work.round() : round;
        work.round(last + 1);
        entries.add(work);
    }

    /** Whose turn is next, which stays in; null where nobody waits. */
    @Nullable
    T first() {
        return entries.isEmpty() ? null : entries.get(next());
    }

    /**
     * Takes out whose turn is next, and begins it.
     *
     * @throws NoSuchElementException if nobody waits
     */
    public T remove() {
        T work = removeAhead();
        begin(work.round());
        return work;
    }

    /**
     * Takes out whose turn is next, which begins later: who comes meanwhile still has a turn in the round under way.
     *
     * @throws NoSuchElementException if nobody waits
     */
    T removeAhead() {
        if (entries.isEmpty()) {
            throw new NoSuchElementException("nobody waits");
        }
        return entries.remove(next());
    }

    /** A turn of a round begins: that round is the one under way, unless a later one is. */
    void begin(int turn) {
        if (turn - round > 0) {
            round = turn;
        }
    }

    /** Takes work out that nobody wants any more; harmless where it is not in. */
    public void remove(T work) {
        entries.remove(work);
    }

    /** Whether nobody waits. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Who waits, in the order in which they came. A view. */
    public List<T> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** Takes out all. */
    List<T> drain() {
        List<T> all = List.copyOf(entries);
        entries.clear();
        return all;
    }

    private int next() {
        int count = entries.size();
        if (count == 1) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        int best = 0;
        T first = entries.getFirst();
        long rank = first.rank(now);
        for (int i = 1; i < count; i++) {
            T other = entries.get(i);
            long otherRank = other.rank(now);
            if (otherRank < rank || (otherRank == rank && sooner(other, first))) {
                best = i;
                first = other;
                rank = otherRank;
            }
        }
        return best;
    }

    private static boolean sooner(Waiting one, Waiting other) {
        int rounds = one.round() - other.round();
        return rounds < 0 || (rounds == 0 && one.dueBefore(other));
    }
}

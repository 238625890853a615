package dev.edgewise.cache.semantic.index;

import dev.edgewise.cache.semantic.index.VectorIndex.Inserted;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One index for each partition, all within one budget of memory. When it is used up, an insert gives up the partitions
 * whose last use lies furthest back; when that is the inserting one itself, or what it held is not free yet, the vector
 * is refused. Safe for use by several threads; lookups never wait.
 *
 * @param <P> what tells partitions apart; nothing crosses from one to another
 * @param <K> what tells vectors of one partition apart
 */
public final class PartitionedIndex<P, K> implements AutoCloseable {
    /** Makes the index of one partition. */
    @FunctionalInterface
    public interface Maker<K> {
        /** An empty index that takes its memory from the budget. */
        VectorIndex<K> make(int dimensions, MemoryBudget budget);
    }

    /** Is told of a partition that is given up. */
    @FunctionalInterface
    public interface Dropped<P, K> {
        /** @param keys what it held */
        void dropped(P partition, List<K> keys);
    }

    /** So many are chosen at once to be given up next: each choice looks at every partition. */
    private static final int VICTIMS = 64;

    /** So many small ones are given up for one insert: as many as make room for a large partition to grow. */
    private static final int GIVEN_UP_MAX = 2_048;

    private record Victim<P>(P partition, long lastUse) {}

    private record GivenUp<P, K>(P partition, List<K> keys) {}

    private static final class Partition<K> {
        final VectorIndex<K> index;
        volatile long lastUse;

        Partition(VectorIndex<K> index) {
            this.index = index;
        }
    }

    private final MemoryBudget budget;
    private final int partitionsMax;
    private final Maker<K> maker;
    private final Dropped<P, K> onDropped;
    private final Map<P, Partition<K>> partitions = new ConcurrentHashMap<>();
    /** Counts uses, to tell which partition's lies furthest back. */
    private final AtomicLong uses = new AtomicLong();

    /** Those whose last use lay furthest back when they were chosen, and lies there still if it has not changed. */
    private final Deque<Victim<P>> victims = new ArrayDeque<>();

    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * An empty index.
     *
     * @param partitionsMax most partitions; one more gives up another
     * @param onDropped told of each partition that is given up, by the thread whose insert needs the room
     */
    public PartitionedIndex(MemoryBudget budget, int partitionsMax, Maker<K> maker, Dropped<P, K> onDropped) {
        this.budget = budget;
        this.partitionsMax = partitionsMax;
        this.maker = maker;
        this.onDropped = onDropped;
    }

    /**
     * Keeps a vector; the first one tells how many values the partition's vectors have.
     *
     * @throws IllegalArgumentException when it has another number of values, is zero or is not finite
     */
    public Inserted insert(P partition, K key, float[] vector) {
        UnitVector.of(vector, vector.length);
        Partition<K> into = partitions.get(partition);
        if (into == null) {
            into = added(partition, vector.length);
        }
        into.lastUse = uses.incrementAndGet();
        Inserted inserted = into.index.insert(key, vector);
        for (int gone = 0; inserted == Inserted.REFUSED && gone < GIVEN_UP_MAX && told(giveUp(partition)); gone++) {
            inserted = into.index.insert(key, vector);
        }
        if (inserted == Inserted.REFUSED) {
            refused.increment();
            removeIfEmpty(partition);
        }
        return inserted;
    }

    private Partition<K> added(P partition, int dimensions) {
        if (partitions.size() >= partitionsMax) {
            told(giveUp(partition));
        }
        synchronized (this) {
            Partition<K> there = partitions.get(partition);
            if (there != null) {
                return there;
            }
            Partition<K> added = new Partition<>(maker.make(dimensions, budget));
            added.lastUse = uses.incrementAndGet();
            partitions.put(partition, added);
            return added;
        }
    }

    /** Tells without holding the lock: whoever is told may hold locks of its own and come back with them. */
    private boolean told(@Nullable GivenUp<P, K> gone) {
        if (gone != null) {
            onDropped.dropped(gone.partition(), gone.keys());
        }
        return gone != null;
    }

    /** Gives up the partition that was not used for longest, but never the one given; null when there is none. */
    private synchronized @Nullable GivenUp<P, K> giveUp(P spared) {
        for (boolean chosen = false; ; ) {
            Victim<P> victim = victims.poll();
            if (victim == null) {
                if (chosen) {
                    return null;
                }
                chosen = true;
                choose();
                continue;
            }
            Partition<K> there = partitions.get(victim.partition());
            if (there != null
                    && there.lastUse == victim.lastUse()
                    && !victim.partition().equals(spared)) {
                List<K> keys = there.index.keys();
                drop(victim.partition());
                dropped.increment();
                return new GivenUp<>(victim.partition(), keys);
            }
        }
    }

    private void choose() {
        PriorityQueue<Victim<P>> oldest = new PriorityQueue<>(
                Comparator.comparingLong((Victim<P> victim) -> victim.lastUse()).reversed());
        partitions.forEach((partition, there) -> {
            oldest.add(new Victim<>(partition, there.lastUse));
            if (oldest.size() > VICTIMS) {
                oldest.poll();
            }
        });
        while (!oldest.isEmpty()) {
            victims.addFirst(oldest.poll());
        }
    }

    private synchronized void removeIfEmpty(P partition) {
        Partition<K> there = partitions.get(partition);
        if (there != null && there.index.size() == 0) {
            drop(partition);
        }
    }

    /** Forgets a vector; says whether there was one. */
    public boolean delete(P partition, K key) {
        Partition<K> from = partitions.get(partition);
        if (from == null || !from.index.delete(key)) {
            return false;
        }
        if (from.index.size() == 0) {
            removeIfEmpty(partition);
        }
        return true;
    }

    /** Forgets a whole partition; says whether there was one. */
    public synchronized boolean drop(P partition) {
        Partition<K> gone = partitions.remove(partition);
        if (gone != null) {
            gone.index.close();
        }
        return gone != null;
    }

    /**
     * The partition's nearest vectors, best first; {@link VectorIndex#nearest}.
     *
     * @return none when there is no such partition
     * @throws IllegalArgumentException when the vector has another number of values, is zero or is not finite
     */
    public List<Neighbour<K>> nearest(P partition, float[] vector, int count, float floor) {
        Partition<K> in = partitions.get(partition);
        if (in == null) {
            return List.of();
        }
        in.lastUse = uses.incrementAndGet();
        return in.index.nearest(vector, count, floor);
    }

    /** How many vectors a partition holds; 0 when there is no such partition. */
    public int size(P partition) {
        @Nullable Partition<K> in = partitions.get(partition);
        return in == null ? 0 : in.index.size();
    }

    /** The counts. Looks at every partition. */
    public IndexStats stats() {
        long vectors = 0;
        int held = 0;
        for (Partition<K> each : partitions.values()) {
            vectors += each.index.size();
            held++;
        }
        return new IndexStats(held, vectors, budget.taken(), refused.sum(), dropped.sum());
    }

    /** Forgets everything. */
    @Override
    public synchronized void close() {
        List.copyOf(partitions.keySet()).forEach(this::drop);
    }
}

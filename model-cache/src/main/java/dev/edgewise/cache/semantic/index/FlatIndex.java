package dev.edgewise.cache.semantic.index;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every vector. Up to 2,048 in eight bits first, then in full at those that the rounding leaves in question, so
 * that the neighbours are those of a scan in full; beyond by {@link Sketches}, then in full at those that seem nearest:
 * now and then one is missed that seems further than it is.
 *
 * <p>Insert and delete cost a few µs, and at times the move of up to 1,024 vectors, half a millisecond.
 */
public final class FlatIndex<K> implements VectorIndex<K> {
    /** Up to so many blocks every vector is looked at: their sketches would save next to nothing. */
    private static final int BLOCKS_IN_FULL = 2;
    /** Vectors of a block that is added to full ones; it grows like the first. */
    private static final int LANES_ADDED = 256;
    /** So many places stay free when a block is given up, so that the next insert does not bring it back. */
    private static final int PLACES_SPARE = 256;

    private final int dimensions;
    private final MemoryBudget budget;
    private final int blocksInFull;
    /** The writer's: where each key lies, and which places are taken. */
    private final Map<K, Integer> places = new HashMap<>();

    private final BitSet taken = new BitSet();
    private volatile Table<K> table;
    private volatile int size;
    private volatile long bytes;
    private volatile boolean closed;

    /** @param budget what it takes its memory from */
    public FlatIndex(int dimensions, MemoryBudget budget) {
        this(dimensions, budget, BLOCKS_IN_FULL);
    }

    FlatIndex(int dimensions, MemoryBudget budget, int blocksInFull) {
        if (dimensions < 1) {
            throw new IllegalArgumentException("vectors of no values");
        }
        this.dimensions = dimensions;
        this.budget = budget;
        this.blocksInFull = blocksInFull;
        table = Table.first(budget);
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public synchronized List<K> keys() {
        return List.copyOf(places.keySet());
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Inserted insert(K key, float[] vector) {
        float[] unit = UnitVector.of(vector, dimensions);
        synchronized (this) {
            Integer old = places.get(key);
            if (closed) {
                return Inserted.REFUSED;
            }
            if (old != null) {
                put(old, key, unit);
                return Inserted.REPLACED;
            }
            int place = taken.nextClearBit(0);
            if (place >= capacity() && !grow()) {
                return Inserted.REFUSED;
            }
            put(place, key, unit);
            places.put(key, place);
            taken.set(place);
            size = places.size();
            return Inserted.NEW;
        }
    }

    @Override
    public synchronized boolean delete(K key) {
        Integer place = places.remove(key);
        if (place == null) {
            return false;
        }
        block(place).remove(place % Block.LANES_MAX);
        taken.clear(place);
        size = places.size();
        shrink();
        return true;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            places.clear();
            taken.clear();
            size = 0;
            publish(List.of(), table.blocks);
        }
    }

    @Override
    public List<Neighbour<K>> nearest(float[] vector, int count, float floor) {
        if (count < 1 || count > NEIGHBOURS_MAX) {
            throw new IllegalArgumentException("neighbours from 1 to " + NEIGHBOURS_MAX + ": " + count);
        }
        float[] unit = UnitVector.of(vector, dimensions);
        Table<K> held = hold();
        try {
            Search<K> search = new Search<>(held.blocks, unit, count, floor);
            return held.blocks.size() <= blocksInFull ? search.ofAll() : search.ofLikely();
        } finally {
            held.release();
        }
    }

    private Table<K> hold() {
        Table<K> now = table;
        while (!now.hold()) {
            // It has just given way to another.
            now = table;
        }
        return now;
    }

    private Block<K> block(int place) {
        return table.blocks.get(place / Block.LANES_MAX);
    }

    private void put(int place, K key, float[] unit) {
        block(place).put(place % Block.LANES_MAX, key, unit);
    }

    private int capacity() {
        List<Block<K>> blocks = table.blocks;
        return blocks.isEmpty() ? 0 : (blocks.size() - 1) * Block.LANES_MAX + blocks.getLast().lanes;
    }

    /** A small last block gives way to one of twice its size; a full one is followed by another. */
    private boolean grow() {
        List<Block<K>> blocks = new ArrayList<>(table.blocks);
        Block<K> last = blocks.isEmpty() ? null : blocks.getLast();
        boolean widens = last != null && last.lanes < Block.LANES_MAX;
        int lanes = last == null ? Block.LANES_MIN : widens ? 2 * last.lanes : LANES_ADDED;
        if (!budget.take(Block.bytes(lanes, dimensions))) {
            return false;
        }
        Block<K> added = new Block<>(lanes, dimensions);
        if (last != null && widens) {
            copy(last, added);
            blocks.removeLast();
        }
        blocks.add(added);
        publish(blocks, last != null && widens ? List.of(last) : List.of());
        return true;
    }

    private static <K> void copy(Block<K> from, Block<K> to) {
        for (int lane = 0; lane < from.lanes; lane++) {
            if (from.key(lane) != null) {
                to.take(lane, from, lane);
            }
        }
    }

    /** Gives the last block up where the others have room for what it holds, or else half of it. */
    private void shrink() {
        List<Block<K>> blocks = table.blocks;
        Block<K> last = blocks.getLast();
        int room = capacity() - size - PLACES_SPARE;
        if (blocks.size() > 1 && room >= last.lanes) {
            cutLast(null);
        } else if (last.lanes > LANES_ADDED
                && room >= last.lanes / 2
                && budget.take(Block.bytes(last.lanes / 2, dimensions))) {
            cutLast(new Block<>(last.lanes / 2, dimensions));
        }
    }

    /**
     * What lies in the last block moves into gaps; who reads by the old table still finds it where it was.
     *
     * @param smaller comes in its place, or null when none does
     */
    private void cutLast(@Nullable Block<K> smaller) {
        List<Block<K>> blocks = new ArrayList<>(table.blocks);
        Block<K> last = blocks.removeLast();
        int first = blocks.size() * Block.LANES_MAX;
        if (smaller != null) {
            blocks.add(smaller);
        }
        for (int lane = 0; lane < last.lanes; lane++) {
            K key = last.key(lane);
            if (key != null) {
                taken.clear(first + lane);
                int gap = taken.nextClearBit(0);
                blocks.get(gap / Block.LANES_MAX).take(gap % Block.LANES_MAX, last, lane);
                taken.set(gap);
                places.put(key, gap);
            }
        }
        publish(blocks, List.of(last));
    }

    private void publish(List<Block<K>> blocks, List<Block<K>> gone) {
        Table<K> before = table;
        table = before.followedBy(blocks, gone);
        bytes = blocks.stream().mapToLong(Block::bytes).sum();
        before.release();
    }
}

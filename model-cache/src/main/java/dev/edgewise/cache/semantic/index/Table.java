package dev.edgewise.cache.semantic.index;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an index at one time. A table that gives way to another keeps that one, and the blocks that are no
 * longer in it, until its own readers and those of all tables before it have left.
 */
final class Table<K> {
    final List<Block<K>> blocks;
    /** Readers, and one for being current, and one for the table before while that is held. */
    private final AtomicInteger holders;

    private final MemoryBudget budget;
    private volatile @Nullable Table<K> next;
    private volatile List<Block<K>> dropped = List.of();

    private Table(List<Block<K>> blocks, MemoryBudget budget, int holders) {
        this.blocks = List.copyOf(blocks);
        this.budget = budget;
        this.holders = new AtomicInteger(holders);
    }

    static <K> Table<K> first(MemoryBudget budget) {
        return new Table<>(List.of(), budget, 1);
    }

    /** Keeps all blocks from being freed until {@link #release}; false when this table is done with. */
    boolean hold() {
        int now;
        do {
            now = holders.get();
            if (now == 0) {
                return false;
            }
        } while (!holders.compareAndSet(now, now + 1));
        return true;
    }

    /** Undoes one {@link #hold}. The last one frees what nobody can see any more. */
    void release() {
        Table<K> table = this;
        while (table != null && table.holders.decrementAndGet() == 0) {
            for (Block<K> block : table.dropped) {
                block.free();
                budget.giveBack(block.bytes());
            }
            table = table.next;
        }
    }

    /**
     * The table that comes after this one. Publish it, then {@link #release} this one.
     *
     * @param gone blocks of this table that the next does without
     */
    Table<K> followedBy(List<Block<K>> blocks, List<Block<K>> gone) {
        Table<K> follower = new Table<>(blocks, budget, 2);
        dropped = List.copyOf(gone);
        next = follower;
        return follower;
    }
}

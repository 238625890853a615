package dev.edgewise.inference.token;

import java.util.Arrays;

/**
 * Which tokens may become one, and in which order: a table of open addressing, eight bytes a place. Not to be changed once it
 * is read from.
 */
final class MergeTable {
    /** No such merge. */
    static final int NONE = -1;

    /** Tokens, and merges, that it can tell apart. */
    static final int COUNT_MAX = (1 << 20) - 1;

    private static final int BITS = 20;
    private static final long FREE = -1L;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** A pair's tokens, and the rank of its merge. */
    private long[] slots = new long[1 << 10];

    private int shift = Long.SIZE - 10;
    private int pairs;

    /** By rank, the token that the two become. */
    private int[] results = new int[1 << 10];

    private int ranks;

    MergeTable() {
        Arrays.fill(slots, FREE);
    }

    /** Adds the merge of the next rank; of two for one pair the later one counts. False when there are too many. */
    boolean add(int left, int right, int result) {
        if (ranks == COUNT_MAX) {
            return false;
        }
        if (ranks == results.length) {
            results = Arrays.copyOf(results, Math.max(16, ranks * 2));
        }
        // Beyond six tenths, what is not there takes long to be missed.
        if (pairs * 10L >= slots.length * 6L) {
            grow();
        }
        results[ranks] = result;
        long key = (long) left << BITS | right;
        int place = place(key);
        pairs += slots[place] == FREE ? 1 : 0;
        slots[place] = key << BITS | ranks++;
        return true;
    }

    /** Gives back room for more. */
    void trim() {
        results = Arrays.copyOf(results, ranks);
    }

    /** The rank of a pair's merge, which are merged lowest first; {@link #NONE} where there is none. */
    int rank(int left, int right) {
        long slot = slots[place((long) left << BITS | right)];
        return slot == FREE ? NONE : (int) slot & COUNT_MAX;
    }

    /** What the pair of a rank becomes. */
    int result(int rank) {
        return results[rank];
    }

    /** Bytes of the heap that it takes. */
    long bytes() {
        return (long) slots.length * Long.BYTES + (long) results.length * Integer.BYTES;
    }

    /** Where a pair stands, or would. */
    private int place(long key) {
        int place = (int) (key * MIX >>> shift);
        while (slots[place] != FREE && slots[place] >>> BITS != key) {
            place = place + 1 & slots.length - 1;
        }
        return place;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        shift--;
        Arrays.fill(slots, FREE);
        for (long slot : old) {
            if (slot != FREE) {
                slots[place(slot >>> BITS)] = slot;
            }
        }
    }
}

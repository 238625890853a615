package dev.edgewise.inference.token;

/**
 * The pieces of a vocabulary by their characters: a trie in a double array (Aoe 1989), a step of which reads one number.
 * Characters are numbered by how often they occur, so that the steps of one node lie close together. Immutable; made by
 * {@link PieceTableBuilder}.
 *
 * <p>Eight bytes for each step of the trie, and 128 KB for the numbers of the characters.
 */
final class PieceTable {
    /** No such piece or step. */
    static final int NONE = -1;

    /** Where every piece begins. */
    static final int ROOT = 0;

    /** Places that the array can have. */
    static final int SLOTS_MAX = 1 << 22;

    /** Pieces that it can tell apart, less one that means none. */
    static final int PIECES_MAX = (1 << 20) - 1;

    private static final int PARENT_SHIFT = 42;
    private static final int BASE_SHIFT = 20;
    private static final int BASE_MASK = SLOTS_MAX - 1;

    /** A place that no step leads to. */
    static final long FREE = -1L;

    /** A node's place: which node it is a step of, where its own steps begin, and 1 + the piece that ends at it. */
    private final long[] slots;

    /** The numbers of characters, from 1; 0 for those in no piece. */
    private final char[] codes;

    PieceTable(long[] slots, char[] codes) {
        this.slots = slots;
        this.codes = codes;
    }

    static long slot(int parent, int base, int piece) {
        return (long) parent << PARENT_SHIFT | (long) base << BASE_SHIFT | piece + 1;
    }

    /** The node one character on; {@link #NONE} where no piece goes on like this. */
    int step(int node, char character) {
        int code = codes[character];
        if (code == 0) {
            return NONE;
        }
        int next = ((int) (slots[node] >>> BASE_SHIFT) & BASE_MASK) + code;
        return next < slots.length && slots[next] >>> PARENT_SHIFT == node ? next : NONE;
    }

    /** The piece that ends at a node; {@link #NONE} where none does. */
    int piece(int node) {
        return ((int) slots[node] & PIECES_MAX) - 1;
    }

    /** The piece that is written so; {@link #NONE} where none is. */
    int find(char[] text, int from, int to) {
        int node = ROOT;
        for (int i = from; i < to && node != NONE; i++) {
            node = step(node, text[i]);
        }
        return node == NONE || from == to ? NONE : piece(node);
    }

    /** Bytes of the heap that it takes. */
    long bytes() {
        return (long) slots.length * Long.BYTES + (long) codes.length * Character.BYTES;
    }
}

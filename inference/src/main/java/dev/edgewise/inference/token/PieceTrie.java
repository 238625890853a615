package dev.edgewise.inference.token;

import java.util.Arrays;

/** The pieces of a vocabulary by their characters, one table for all steps. Built by one thread, then read by any. */
final class PieceTrie {
    /** No such piece or step. */
    static final int NONE = -1;

    /** Where pieces begin that begin a word. */
    static final int WORD = 0;

    /** Where pieces begin that go on a word. */
    static final int INSIDE = 1;

    private static final int ROOTS = 2;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private long[] steps = new long[1 << 16];
    private int[] targets = new int[1 << 16];
    private int[] pieces = new int[1 << 15];
    private int nodes = ROOTS;
    private int shift = Long.SIZE - 16;

    PieceTrie() {
        Arrays.fill(steps, NONE);
        Arrays.fill(pieces, NONE);
    }

    /** Adds a piece, without its prefix, from one of the two roots; false when it was there already. */
    boolean add(int root, String text, int from, int id) {
        int node = root;
        for (int i = from; i < text.length(); i++) {
            node = stepOrAdd(node, text.charAt(i));
        }
        boolean isNew = pieces[node] == NONE;
        pieces[node] = id;
        return isNew;
    }

    /** The node one character on; {@link #NONE} where no piece goes on like this. */
    int step(int node, char character) {
        long key = key(node, character);
        for (int slot = slot(key); ; slot = (slot + 1) & (steps.length - 1)) {
            if (steps[slot] == key) {
                return targets[slot];
            }
            if (steps[slot] == NONE) {
                return NONE;
            }
        }
    }

    /** The piece that ends at a node; {@link #NONE} where none does. */
    int piece(int node) {
        return pieces[node];
    }

    private int stepOrAdd(int node, char character) {
        int known = step(node, character);
        if (known != NONE) {
            return known;
        }
        if (nodes * 2 >= steps.length) {
            grow();
        }
        if (nodes == pieces.length) {
            pieces = Arrays.copyOf(pieces, nodes * 2);
            Arrays.fill(pieces, nodes, pieces.length, NONE);
        }
        put(key(node, character), nodes);
        return nodes++;
    }

    private void grow() {
        long[] old = steps;
        int[] oldTargets = targets;
        steps = new long[old.length * 2];
        targets = new int[old.length * 2];
        shift--;
        Arrays.fill(steps, NONE);
        for (int i = 0; i < old.length; i++) {
            if (old[i] != NONE) {
                put(old[i], oldTargets[i]);
            }
        }
    }

    private void put(long key, int target) {
        int slot = slot(key);
        while (steps[slot] != NONE) {
            slot = (slot + 1) & (steps.length - 1);
        }
        steps[slot] = key;
        targets[slot] = target;
    }

    private int slot(long key) {
        return (int) (key * MIX >>> shift);
    }

    private static long key(int node, char character) {
        return (long) node << Character.SIZE | character;
    }
}

package dev.edgewise.inference.token;

import java.util.Arrays;
import java.util.Optional;

/**
 * Makes a {@link PieceTable}. Pieces are first put into a trie by a hash of their steps, which needs no order; its nodes
 * are then given places, parents before children. Time grows with the characters of all pieces. One thread.
 */
final class PieceTableBuilder {
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** Places tried for a node's steps before they go behind all others. */
    private static final int TRIES_MAX = 2048;

    private long[] steps = new long[1 << 16];
    private int[] targets = new int[1 << 16];
    private int shift = Long.SIZE - 16;
    private int[] parents = new int[1 << 15];
    private char[] characters = new char[1 << 15];
    private int[] pieces = new int[1 << 15];
    private int nodes = 1;

    PieceTableBuilder() {
        Arrays.fill(steps, PieceTable.NONE);
        pieces[0] = PieceTable.NONE;
    }

    /** Adds a piece; one that is written the same takes the place of an earlier one. */
    void add(String text, int piece) {
        int node = PieceTable.ROOT;
        for (int i = 0; i < text.length(); i++) {
            node = stepOrAdd(node, text.charAt(i));
        }
        pieces[node] = piece;
    }

    private int stepOrAdd(int node, char character) {
        long key = (long) node << Character.SIZE | character;
        int slot = (int) (key * MIX >>> shift);
        while (steps[slot] != PieceTable.NONE) {
            if (steps[slot] == key) {
                return targets[slot];
            }
            slot = slot + 1 & steps.length - 1;
        }
        if (nodes == parents.length) {
            parents = Arrays.copyOf(parents, nodes * 2);
            characters = Arrays.copyOf(characters, nodes * 2);
            pieces = Arrays.copyOf(pieces, nodes * 2);
        }
        parents[nodes] = node;
        characters[nodes] = character;
        pieces[nodes] = PieceTable.NONE;
        steps[slot] = key;
        targets[slot] = nodes++;
        if (nodes * 2 > steps.length) {
            grow();
        }
        return nodes - 1;
    }

    private void grow() {
        long[] old = steps;
        int[] oldTargets = targets;
        steps = new long[old.length * 2];
        targets = new int[old.length * 2];
        shift--;
        Arrays.fill(steps, PieceTable.NONE);
        for (int i = 0; i < old.length; i++) {
            if (old[i] != PieceTable.NONE) {
                int slot = (int) (old[i] * MIX >>> shift);
                while (steps[slot] != PieceTable.NONE) {
                    slot = slot + 1 & steps.length - 1;
                }
                steps[slot] = old[i];
                targets[slot] = oldTargets[i];
            }
        }
    }

    /** The table; empty where it would be larger than one can be. The builder is of no use afterwards. */
    Optional<PieceTable> build() {
        steps = new long[0];
        targets = new int[0];
        char[] codes = codes();
        // Children of a node lie one after another, in the order of the nodes.
        int[] begins = new int[nodes + 1];
        for (int node = 1; node < nodes; node++) {
            begins[parents[node] + 1]++;
        }
        for (int node = 0; node < nodes; node++) {
            begins[node + 1] += begins[node];
        }
        int[] children = new int[Math.max(0, nodes - 1)];
        int[] filled = Arrays.copyOf(begins, nodes);
        for (int node = 1; node < nodes; node++) {
            children[filled[parents[node]]++] = node;
        }
        return new Placing(codes, begins, children).place();
    }

    /** Numbers characters from 1, the most frequent first. */
    private char[] codes() {
        int[] counts = new int[Character.MAX_VALUE + 1];
        for (int node = 1; node < nodes; node++) {
            counts[characters[node]]++;
        }
        long[] order = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            order[i] = (long) counts[i] << Character.SIZE | i;
        }
        Arrays.sort(order);
        char[] codes = new char[counts.length];
        char next = 1;
        for (int i = order.length - 1; i >= 0 && order[i] >>> Character.SIZE > 0; i--) {
            codes[(char) order[i]] = next++;
        }
        return codes;
    }

    /** Gives nodes their places. Free ones form a ring, so that filled ones are passed over at once. */
    private final class Placing {
        private final char[] codes;
        private final int[] begins;
        private final int[] children;
        private long[] slots = new long[1 << 12];
        private int[] after = new int[1 << 12];
        private int[] before = new int[1 << 12];
        private int used = 1;

        /** Where the last node found its place, of those with as many children: those before it were tried. */
        private int searched;

        private int searchedFor;

        Placing(char[] codes, int[] begins, int[] children) {
            this.codes = codes;
            this.begins = begins;
            this.children = children;
            // The root's place is the ring's head: it is never free.
            free(1, slots.length);
        }

        /** Adds free places at the end of the ring. */
        private void free(int from, int to) {
            for (int slot = from; slot < to; slot++) {
                slots[slot] = PieceTable.FREE;
                int last = before[PieceTable.ROOT];
                after[last] = slot;
                before[slot] = last;
                after[slot] = PieceTable.ROOT;
                before[PieceTable.ROOT] = slot;
            }
        }

        private void room(int length) {
            int old = slots.length;
            if (length > old) {
                int larger = Math.max(length, old * 2);
                slots = Arrays.copyOf(slots, larger);
                after = Arrays.copyOf(after, larger);
                before = Arrays.copyOf(before, larger);
                free(old, larger);
            }
        }

        private void take(int slot) {
            after[before[slot]] = after[slot];
            before[after[slot]] = before[slot];
            slots[slot] = 0;
            used = Math.max(used, slot + 1);
        }

        Optional<PieceTable> place() {
            int[] bases = new int[nodes];
            for (int node : manyChildrenFirst()) {
                bases[node] = base(node);
                if (bases[node] + codes.length >= PieceTable.SLOTS_MAX) {
                    return Optional.empty();
                }
                for (int i = begins[node]; i < begins[node + 1]; i++) {
                    take(bases[node] + codes[characters[children[i]]]);
                }
            }
            // A node comes after its parent.
            int[] placed = new int[nodes];
            slots[PieceTable.ROOT] = PieceTable.slot(PieceTable.ROOT, bases[PieceTable.ROOT], pieces[PieceTable.ROOT]);
            for (int node = 1; node < nodes; node++) {
                int parent = parents[node];
                placed[node] = bases[parent] + codes[characters[node]];
                slots[placed[node]] = PieceTable.slot(placed[parent], bases[node], pieces[node]);
            }
            return Optional.of(new PieceTable(Arrays.copyOf(slots, used), codes));
        }

        /** The nodes that have children: what is hard to place comes first, single ones then fill the gaps. */
        private int[] manyChildrenFirst() {
            int[] ends = new int[Character.MAX_VALUE + 2];
            int parents = 0;
            for (int node = 0; node < nodes; node++) {
                int count = begins[node + 1] - begins[node];
                parents += count == 0 ? 0 : 1;
                ends[Character.MAX_VALUE + 1 - count]++;
            }
            for (int i = 1; i < ends.length; i++) {
                ends[i] += ends[i - 1];
            }
            int[] order = new int[parents];
            for (int node = nodes - 1; node >= 0; node--) {
                int count = begins[node + 1] - begins[node];
                if (count > 0) {
                    order[--ends[Character.MAX_VALUE + 1 - count]] = node;
                }
            }
            return order;
        }

        /** Where a node's steps can begin: each of its children falls on a free place. */
        private int base(int node) {
            int least = Character.MAX_VALUE;
            int most = 0;
            for (int i = begins[node]; i < begins[node + 1]; i++) {
                int code = codes[characters[children[i]]];
                least = Math.min(least, code);
                most = Math.max(most, code);
            }
            int count = begins[node + 1] - begins[node];
            if (count != searchedFor) {
                searchedFor = count;
                searched = after[PieceTable.ROOT];
            }
            // A place taken since leads on to the next all the same.
            int slot = searched;
            for (int tries = 0; tries < TRIES_MAX && slot != PieceTable.ROOT; slot = after[slot]) {
                int base = slot - least;
                if (base >= 0 && slots[slot] == PieceTable.FREE) {
                    tries++;
                    room(base + most + 1);
                    if (fits(node, base)) {
                        searched = slot;
                        return base;
                    }
                }
            }
            int behind = Math.max(0, used - least);
            room(behind + most + 1);
            return behind;
        }

        private boolean fits(int node, int base) {
            for (int i = begins[node]; i < begins[node + 1]; i++) {
                if (slots[base + codes[characters[children[i]]]] != PieceTable.FREE) {
                    return false;
                }
            }
            return true;
        }
    }
}

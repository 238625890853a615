package dev.edgewise.inference.token;

/**
 * Merges the tokens of one word, always the pair of the lowest rank, of equal ones the first (Sennrich et al. 2016). Short
 * words in the square of their length, which is quickest for them; long ones by a heap, in n log n. One thread at a time.
 */
final class Merging {
    /** Tokens of a word that is not worth a heap. */
    private static final int SHORT_MAX = 48;

    private static final int NONE = MergeTable.NONE;
    private static final int NOBODY = Integer.MAX_VALUE;

    /** The word's tokens; the caller fills them in. */
    int[] tokens = new int[64];

    int count;

    /** Of short words, the rank of each token with its next. */
    private final int[] ranks = new int[SHORT_MAX];

    /** Of long words, the neighbours of each token. */
    private int[] previous = {};

    private int[] next = {};

    /** Pairs yet to be merged: rank and place, the lowest first. */
    private long[] heap = {};

    private int waiting;

    /** Room for the tokens of a word. */
    void begin(int length) {
        count = 0;
        if (length > tokens.length) {
            tokens = new int[Math.max(length, tokens.length * 2)];
        }
    }

    /** How much room is kept, in tokens. */
    int room() {
        return tokens.length;
    }

    /** Merges; what is left are the first {@link #count} tokens. */
    void merge(MergeTable merges) {
        if (count <= SHORT_MAX) {
            mergeShort(merges);
        } else {
            mergeLong(merges);
        }
    }

    private void mergeShort(MergeTable merges) {
        for (int i = 0; i + 1 < count; i++) {
            ranks[i] = rank(merges, tokens[i], tokens[i + 1]);
        }
        while (count > 1) {
            int best = 0;
            for (int i = 1; i + 1 < count; i++) {
                best = ranks[i] < ranks[best] ? i : best;
            }
            if (ranks[best] == NOBODY) {
                return;
            }
            tokens[best] = merges.result(ranks[best]);
            count--;
            for (int i = best + 1; i < count; i++) {
                tokens[i] = tokens[i + 1];
                ranks[i - 1] = ranks[i];
            }
            if (best > 0) {
                ranks[best - 1] = rank(merges, tokens[best - 1], tokens[best]);
            }
            if (best + 1 < count) {
                ranks[best] = rank(merges, tokens[best], tokens[best + 1]);
            }
        }
    }

    private static int rank(MergeTable merges, int left, int right) {
        int rank = merges.rank(left, right);
        return rank == NONE ? NOBODY : rank;
    }

    private void mergeLong(MergeTable merges) {
        if (count > previous.length) {
            previous = new int[tokens.length];
            next = new int[tokens.length];
            // One for each pair at first, and two more for each merge, which takes one away.
            heap = new long[2 * tokens.length];
        }
        waiting = 0;
        for (int i = 0; i < count; i++) {
            previous[i] = i - 1;
            next[i] = i + 1 < count ? i + 1 : NONE;
        }
        for (int i = 0; i + 1 < count; i++) {
            queue(merges, i);
        }
        while (waiting > 0) {
            long first = pop();
            int place = (int) first;
            int rank = (int) (first >>> Integer.SIZE);
            if (tokens[place] != NONE
                    && next[place] != NONE
                    && merges.rank(tokens[place], tokens[next[place]]) == rank) {
                int gone = next[place];
                tokens[place] = merges.result(rank);
                tokens[gone] = NONE;
                next[place] = next[gone];
                if (next[gone] != NONE) {
                    previous[next[gone]] = place;
                    queue(merges, place);
                }
                if (previous[place] != NONE) {
                    queue(merges, previous[place]);
                }
            }
        }
        int left = 0;
        for (int i = 0; i != NONE; i = next[i]) {
            tokens[left++] = tokens[i];
        }
        count = left;
    }

    /** Puts a token with its next into the heap, if they can be merged. */
    private void queue(MergeTable merges, int place) {
        int rank = merges.rank(tokens[place], tokens[next[place]]);
        if (rank == NONE) {
            return;
        }
        long pair = (long) rank << Integer.SIZE | place;
        int at = waiting++;
        while (at > 0 && heap[at - 1 >>> 1] > pair) {
            heap[at] = heap[at - 1 >>> 1];
            at = at - 1 >>> 1;
        }
        heap[at] = pair;
    }

    private long pop() {
        long first = heap[0];
        long last = heap[--waiting];
        int at = 0;
        int below = 1;
        while (below < waiting) {
            if (below + 1 < waiting && heap[below + 1] < heap[below]) {
                below++;
            }
            if (heap[below] >= last) {
                break;
            }
            heap[at] = heap[below];
            at = below;
            below = 2 * at + 1;
        }
        heap[at] = last;
        return first;
    }
}

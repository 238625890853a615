package dev.edgewise.inference.generate;

/**
 * Tokens by falling logit, found one at a time: a heap that is only sorted as far as it is read, of tokens near the likeliest
 * first, and of those further down once they are used up. Reused from token to token; one thread.
 */
final class Candidates {
    /** How far below the likeliest the first tokens are; the next reach twice as far, and so on. */
    private static final float FIRST_REACH = 4;

    /** Beyond this all that are left are taken. */
    private static final float REACH_MAX = 32;

    /** Tokens that are passed over at once where none of them counts. */
    private static final int BLOCK = 256;

    /** Room for those that a sampler keeps. */
    final int[] kept;

    /** Their weights. */
    final float[] weights;

    private final int[] heap;
    private float[] logits = new float[0];
    private int size;
    private float highest;
    private float lowest;
    private float reach;

    /** Tokens of this logit and more have been in the heap. */
    private float above;

    Candidates(int vocabulary) {
        this.heap = new int[vocabulary];
        this.kept = new int[vocabulary];
        this.weights = new float[vocabulary];
    }

    /**
     * All tokens whose logit is at least {@code lowest}.
     *
     * @param from not changed while tokens are taken
     * @param highest about the highest of them; what is above counts too
     */
    void fill(float[] from, float highest, float lowest) {
        this.logits = from;
        this.highest = highest;
        this.lowest = lowest;
        this.reach = FIRST_REACH;
        this.above = Float.POSITIVE_INFINITY;
        this.size = 0;
        refill();
    }

    private void refill() {
        while (size == 0 && above > lowest) {
            float from = reach > REACH_MAX ? lowest : Math.max(lowest, highest - reach);
            collect(from);
            above = from;
            reach *= 2;
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    private void collect(float from) {
        for (int begin = 0; begin < logits.length; begin += BLOCK) {
            int end = Math.min(begin + BLOCK, logits.length);
            if (LogitStats.highest(logits, begin, end) < from) {
                continue;
            }
            for (int id = begin; id < end; id++) {
                if (logits[id] >= from && logits[id] < above) {
                    heap[size++] = id;
                }
            }
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The likeliest token left, the lowest id among equals; it is taken out. */
    int next() {
        int first = heap[0];
        heap[0] = heap[--size];
        sink(0);
        if (size == 0) {
            refill();
        }
        return first;
    }

    private void sink(int from) {
        int at = from;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], heap[at])) {
                return;
            }
            int swap = heap[at];
            heap[at] = heap[child];
            heap[child] = swap;
            at = child;
        }
    }

    private boolean before(int left, int right) {
        return logits[left] > logits[right] || (logits[left] == logits[right] && left < right);
    }
}

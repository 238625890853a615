package dev.edgewise.inference.generate;

/**
 * Tokens by falling logit, found one at a time: a heap that is only sorted as far as it is read. Reused from token to
 * token; one thread.
 */
final class Candidates {
    /** Room for those that a sampler keeps. */
    final int[] kept;

    /** Their weights. */
    final float[] weights;

    private final int[] heap;
    private float[] logits = new float[0];
    private int size;

    Candidates(int vocabulary) {
        this.heap = new int[vocabulary];
        this.kept = new int[vocabulary];
        this.weights = new float[vocabulary];
    }

    /** All tokens whose logit is at least {@code lowest}. */
    void fill(float[] from, float lowest) {
        logits = from;
        size = 0;
        for (int id = 0; id < from.length; id++) {
            if (from[id] >= lowest) {
                heap[size++] = id;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
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

package dev.edgewise.cache.semantic.index;

/** The places of the highest scores seen, up to a number of them. For one thread. */
final class Shortlist {
    private final float start;
    /** A heap, the lowest score first. */
    private final float[] scores;

    private final int[] slots;
    private int count;

    /**
     * @param most how many are kept, at least one
     * @param start what a score must exceed from the beginning
     */
    Shortlist(int most, float start) {
        this.start = start;
        scores = new float[most];
        slots = new int[most];
    }

    /** What a score must exceed to be kept. */
    float bar() {
        return count < scores.length ? start : scores[0];
    }

    /** Takes note of a score above the bar. */
    void offer(int slot, float score) {
        if (count < scores.length) {
            rise(count++, slot, score);
        } else {
            sink(slot, score);
        }
    }

    private void rise(int from, int slot, float score) {
        int at = from;
        while (at > 0 && scores[(at - 1) / 2] > score) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        set(at, slot, score);
    }

    /** In place of the lowest. */
    private void sink(int slot, float score) {
        int at = 0;
        for (int below = 1; below < count; below = 2 * at + 1) {
            if (below + 1 < count && scores[below + 1] < scores[below]) {
                below++;
            }
            if (scores[below] >= score) {
                break;
            }
            move(below, at);
            at = below;
        }
        set(at, slot, score);
    }

    private void move(int from, int to) {
        set(to, slots[from], scores[from]);
    }

    private void set(int at, int slot, float score) {
        scores[at] = score;
        slots[at] = slot;
    }

    int count() {
        return count;
    }

    int slot(int place) {
        return slots[place];
    }
}

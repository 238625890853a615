package dev.edgewise.cache.semantic.index;

import java.util.Arrays;

/**
 * Vectors that may be among the best, found by bounds of their cosines: none of the best is ever left out. For one
 * thread.
 */
final class Best {
    private static final int ROOM = 256;

    private final float floor;
    /** The best surely reached cosines, best first. */
    private final float[] reached;

    private int reachedCount;
    private int[] slots = new int[ROOM];
    private float[] uppers = new float[ROOM];
    private int count;

    Best(int wanted, float floor) {
        this.floor = floor;
        reached = new float[wanted];
    }

    /** What a cosine must reach to be of interest still. */
    float bar() {
        return reachedCount < reached.length ? floor : Math.max(floor, reached[reachedCount - 1]);
    }

    /** Takes note of a vector whose cosine lies between the bounds; {@code upper} is no less than the bar. */
    void offer(int slot, float lower, float upper) {
        if (count == slots.length) {
            makeRoom();
        }
        slots[count] = slot;
        uppers[count++] = upper;
        reach(lower);
    }

    private void reach(float lower) {
        if (reachedCount == reached.length && lower <= reached[reachedCount - 1]) {
            return;
        }
        int at = reachedCount < reached.length ? reachedCount++ : reachedCount - 1;
        while (at > 0 && reached[at - 1] < lower) {
            reached[at] = reached[at - 1];
            at--;
        }
        reached[at] = lower;
    }

    private void makeRoom() {
        sift();
        if (count > slots.length / 2) {
            slots = Arrays.copyOf(slots, 2 * slots.length);
            uppers = Arrays.copyOf(uppers, 2 * uppers.length);
        }
    }

    /** Leaves out what can no longer be among the best, and says how many are left. */
    int sift() {
        float bar = bar();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (uppers[i] >= bar) {
                slots[kept] = slots[i];
                uppers[kept++] = uppers[i];
            }
        }
        count = kept;
        return kept;
    }

    int slot(int place) {
        return slots[place];
    }
}

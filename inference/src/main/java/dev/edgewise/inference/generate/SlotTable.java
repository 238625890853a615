package dev.edgewise.inference.generate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who uses which slot of a decoder, and what the free ones still hold. The decoder's thread only.
 *
 * <p>Only what was read as a prompt is kept for reuse: what a model wrote itself was read token by token, with other
 * rounding, and an answer must not depend on who asked before. For the same reason at least two tokens are always left to
 * be read.
 */
final class SlotTable {
    /** A shorter common beginning is not worth a slot further away. */
    private static final int REUSE_MIN = 16;

    /** Least tokens read at once after the first: a single one is computed with other rounding. */
    static final int READ_MIN = 2;

    private final @Nullable Sequence[] users;
    private final int[][] held;
    private final int[] lengths;
    private final long[] lastUse;
    private final boolean reuses;
    private long uses;

    SlotTable(int slots, boolean reuses) {
        this.users = new Sequence[slots];
        this.held = new int[slots][0];
        this.lengths = new int[slots];
        this.lastUse = new long[slots];
        this.reuses = reuses;
    }

    int size() {
        return users.length;
    }

    @Nullable
    Sequence user(int slot) {
        return users[slot];
    }

    boolean anyFree() {
        return Arrays.asList(users).contains(null);
    }

    /** Tokens that a slot's memory holds. */
    int length(int slot) {
        return lengths[slot];
    }

    void grew(int slot, int by) {
        lengths[slot] += by;
    }

    /** Gives a free slot, of which there must be one, to a text. Notes how much of its prompt is there already. */
    int give(Sequence sequence) {
        int[] prompt = sequence.prompt().ids();
        int best = -1;
        int bestReuse = 0;
        for (int slot = 0; slot < users.length; slot++) {
            if (users[slot] != null) {
                continue;
            }
            int reuse = reusable(slot, prompt);
            if (best < 0 || better(slot, reuse, best, bestReuse)) {
                best = slot;
                bestReuse = reuse;
            }
        }
        users[best] = sequence;
        lastUse[best] = ++uses;
        lengths[best] = bestReuse;
        sequence.promptRead = bestReuse;
        return best;
    }

    private int reusable(int slot, int[] prompt) {
        if (!reuses) {
            return 0;
        }
        int common = Arrays.mismatch(held[slot], prompt);
        if (common < 0) {
            common = prompt.length;
        }
        int reuse = Math.min(common, prompt.length - READ_MIN);
        return reuse >= REUSE_MIN ? reuse : 0;
    }

    private boolean better(int slot, int reuse, int than, int thanReuse) {
        if (reuse != thanReuse) {
            return reuse > thanReuse;
        }
        int distance = distance(slot);
        int thanDistance = distance(than);
        return distance == thanDistance ? lastUse[slot] < lastUse[than] : distance < thanDistance;
    }

    /** Slots in between to the nearest used one: neighbours share a run. */
    private int distance(int slot) {
        int nearest = 0;
        for (int other = 0; other < users.length; other++) {
            if (users[other] != null) {
                int here = Math.abs(other - slot);
                nearest = nearest == 0 ? here : Math.min(nearest, here);
            }
        }
        return nearest;
    }

    /** Frees a slot; what was read of its prompt stays for the next one. */
    void release(int slot) {
        Sequence user = users[slot];
        if (user != null) {
            users[slot] = null;
            held[slot] = Arrays.copyOf(user.prompt().ids(), user.promptRead);
            lengths[slot] = user.promptRead;
        }
    }

    /** Frees a slot whose memory is not to be trusted. */
    void spoil(int slot) {
        users[slot] = null;
        held[slot] = new int[0];
        lengths[slot] = 0;
    }
}

package dev.edgewise.inference.generate;

import dev.edgewise.inference.ReuseScope;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Who uses which slot of a decoder, and what the free ones still hold. The decoder's thread only.
 *
 * <p>Only what was read as a prompt is kept for reuse: what a model wrote itself was read token by token, with other
 * rounding, and an answer must not depend on who asked before. For the same reason at least two tokens are always left to
 * be read. And nobody but those of the same scope gets to use it, or hears of it.
 */
final class SlotTable {
    /** A shorter common beginning is not worth a slot further away. */
    private static final int REUSE_MIN = 16;

    /** Least tokens read at once after the first: a single one is computed with other rounding. */
    static final int READ_MIN = 2;

    private final @Nullable Sequence[] users;
    private final int[][] held;

    /** Whose prompt it is that each slot holds. */
    private final ReuseScope[] scopes;

    private final int[] lengths;
    private final long[] lastUse;

    /** Looks for idle slots since each one's last use. */
    private final int[] rested;

    private final boolean reuses;
    private final SlotRoom room;

    /** Slots that have memory: those before this one. Read by any thread. */
    private final AtomicInteger open = new AtomicInteger(1);

    /** Whether the last slot that asked for memory got none. Read by any thread. */
    private volatile boolean refused;

    private long uses;

    SlotTable(int slots, boolean reuses, SlotRoom room) {
        this.room = room;
        this.rested = new int[slots];
        this.users = new Sequence[slots];
        this.held = new int[slots][0];
        this.scopes = new ReuseScope[slots];
        Arrays.fill(scopes, ReuseScope.NOBODY);
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

    /** Slots that have memory. Any thread. */
    int open() {
        return open.get();
    }

    /** Most texts at once, as far as is known. Any thread. */
    int limit() {
        return refused ? open.get() : users.length;
    }

    /** There may be room again. Any thread. */
    void hope() {
        refused = false;
    }

    /** Whether memory was asked for and refused since there was hope last. Any thread. */
    boolean refused() {
        return refused;
    }

    /** Whether a text could have a slot now. Asks for memory where all that have some are used, until that is refused. */
    boolean findFree() {
        return anyFree() || (!refused && openOne());
    }

    /** Whether {@link #findFree} may find one, as far as is known. Asks for nothing. */
    boolean mayFindFree() {
        return anyFree() || (open() < users.length && !refused);
    }

    boolean anyFree() {
        return Arrays.asList(users).subList(0, open()).contains(null);
    }

    private boolean openOne() {
        if (open() == users.length) {
            return false;
        }
        boolean taken = room.takeOne();
        refused = !taken;
        if (taken) {
            open.incrementAndGet();
        }
        return taken;
    }

    /**
     * Counts the slots as idle once more that are, and gives the memory of the last ones back that were for so many times.
     * The first slot keeps its own.
     *
     * @param forget frees the memory of a slot, or cannot
     */
    void rest(int timesMin, IntPredicate forget) {
        for (int slot = 0; slot < open(); slot++) {
            rested[slot] = users[slot] == null ? rested[slot] + 1 : 0;
        }
        while (open() > 1 && users[open() - 1] == null && rested[open() - 1] >= timesMin) {
            // First: what it held is not to be trusted either where only part of it could be given back.
            spoil(open() - 1);
            if (!forget.test(open() - 1)) {
                return;
            }
            open.decrementAndGet();
            room.giveOneBack();
        }
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
        int best = best(sequence);
        int reuse = reusable(best, sequence);
        if (reuses && !refused && lengths[best] >= REUSE_MIN && reuse == 0 && openOne()) {
            // What it holds may be of use to another text.
            best = open() - 1;
            reuse = reusable(best, sequence);
        }
        users[best] = sequence;
        scopes[best] = sequence.job().scope();
        rested[best] = 0;
        lastUse[best] = ++uses;
        lengths[best] = reuse;
        sequence.promptRead = reuse;
        sequence.reused = reuse;
        return best;
    }

    private int best(Sequence sequence) {
        int best = -1;
        int bestReuse = 0;
        for (int slot = 0; slot < open(); slot++) {
            if (users[slot] != null) {
                continue;
            }
            int reuse = reusable(slot, sequence);
            if (best < 0 || better(slot, reuse, best, bestReuse)) {
                best = slot;
                bestReuse = reuse;
            }
        }
        return best;
    }

    /** A slot that holds more of a text's prompt than its own does, enough to be copied; −1 where there is none. */
    int source(int slot, Sequence sequence) {
        int source = -1;
        int most = sequence.promptRead + REUSE_MIN - 1;
        for (int other = 0; other < open(); other++) {
            int common = other == slot ? 0 : common(other, sequence);
            if (common > most) {
                most = common;
                source = other;
            }
        }
        return source;
    }

    private int reusable(int slot, Sequence sequence) {
        int reuse = reuses ? common(slot, sequence) : 0;
        return reuse >= REUSE_MIN ? reuse : 0;
    }

    /**
     * Tokens at the beginning of a text's prompt that a slot holds and that this text may use, less those that are to be read in
     * any case. All reuse, in place or by a copy, is of what this tells; nothing read in another scope is.
     */
    int common(int slot, Sequence sequence) {
        if (!sequence.job().scope().sharesWith(scopes[slot])) {
            return 0;
        }
        Sequence user = users[slot];
        int[] there = user == null ? held[slot] : user.prompt().ids();
        int count = user == null ? there.length : user.promptRead;
        int[] prompt = sequence.prompt().ids();
        int mismatch = Arrays.mismatch(there, 0, count, prompt, 0, prompt.length);
        return Math.min(mismatch < 0 ? prompt.length : mismatch, prompt.length - READ_MIN);
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
        scopes[slot] = ReuseScope.NOBODY;
        lengths[slot] = 0;
    }
}

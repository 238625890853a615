package dev.edgewise.inference.grammar;

import org.jspecify.annotations.Nullable;

/**
 * Where a text stands in a grammar: every way to go on, as stacks that share their lower parts. A byte gives a new state.
 * What that costs is bounded: beyond {@value #WAYS_MAX} ways, or {@value #STEPS_MAX} places looked at, further ways are not
 * followed, so that some texts of a schema with very many are not written, but none that is wrong. The states that come of
 * one start are for one thread at a time.
 */
public final class GrammarState {
    /** Most ways followed at once; JSON needs a handful, a schema's alternatives and optional properties one each. */
    private static final int WAYS_MAX = 512;

    /** Most places looked at for one byte. */
    private static final int STEPS_MAX = 50_000;

    /** A state that is asked so often keeps its answers. */
    private static final int ASKED_MANY = 16;

    /** What states of one start share: room for work, and how much was done. */
    private static final class Work {
        private Frame[] stack = new Frame[64];
        private int depth;
        private long steps;
        private boolean leftOut;

        void push(Frame frame) {
            if (depth == stack.length) {
                stack = java.util.Arrays.copyOf(stack, depth * 2);
            }
            stack[depth++] = frame;
        }
    }

    private final Grammar grammar;
    private final Work work;
    private Frame[] ways = new Frame[4];
    private int count;
    private final long[] next = new long[4];
    private @Nullable GrammarState @Nullable [] known;
    private int asked;
    private boolean complete;

    private GrammarState(Grammar grammar, Work work) {
        this.grammar = grammar;
        this.work = work;
    }

    static GrammarState start(Grammar grammar) {
        var state = new GrammarState(grammar, new Work());
        int[] sequences = grammar.sequences(0);
        var end = new Frame(Grammar.END, null);
        for (int i = sequences.length - 1; i >= 0; i--) {
            state.work.push(new Frame(sequences[i], end));
        }
        state.expand();
        return state;
    }

    /** Whether the text so far is a sentence. */
    public boolean complete() {
        return complete;
    }

    /** Whether the text so far is a sentence that nothing can be added to. */
    public boolean over() {
        return count == 0;
    }

    /** Places that were looked at since the start: what following the text, and trying what may come, has cost so far. */
    public long steps() {
        return work.steps;
    }

    /** Whether ways were left out since the start: then a text that does not fit may be one that would. */
    boolean leftOut() {
        return work.leftOut;
    }

    /** The state after a byte; null where the byte may not come here. */
    public @Nullable GrammarState accept(byte next) {
        int value = Byte.toUnsignedInt(next);
        work.steps++;
        if (!Grammar.has(this.next, value)) {
            return null;
        }
        if (known != null && known[value] != null) {
            return known[value];
        }
        GrammarState after = after(value);
        if (++asked == ASKED_MANY) {
            // Thousands of tokens are tried at one state, and most begin alike.
            known = new GrammarState[256];
        }
        if (known != null) {
            known[value] = after;
        }
        return after;
    }

    private GrammarState after(int value) {
        var after = new GrammarState(grammar, work);
        for (int i = count - 1; i >= 0; i--) {
            Frame way = ways[i];
            if (Grammar.has(grammar.bytes(grammar.symbol(way.place)), value)) {
                work.push(new Frame(way.place + 1, way.parent));
            }
        }
        work.steps += count;
        after.expand();
        return after;
    }

    /** The state after all the bytes; null where one of them may not come. */
    public @Nullable GrammarState accept(byte[] text) {
        return accept(text, 0, text.length);
    }

    /** The state after some of the bytes; null where one of them may not come. */
    public @Nullable GrammarState accept(byte[] text, int from, int to) {
        GrammarState state = this;
        for (int i = from; i < to; i++) {
            state = state.accept(text[i]);
            if (state == null) {
                return null;
            }
        }
        return state;
    }

    /** Follows the frames on the stack to the bytes that may come next, the first alternatives first. */
    private void expand() {
        int steps = 0;
        while (work.depth > 0) {
            Frame frame = work.stack[--work.depth];
            if (++steps > STEPS_MAX && count > 0) {
                work.depth = 0;
                work.leftOut = true;
                break;
            }
            Frame parent = frame.parent;
            if (parent == null) {
                complete = true;
                continue;
            }
            int symbol = grammar.symbol(frame.place);
            if (symbol == Grammar.END) {
                work.push(parent);
            } else if (symbol < 0) {
                add(frame);
            } else {
                // One shared frame, so that ways which meet again become one.
                Frame rest = grammar.symbol(frame.place + 1) == Grammar.END ? parent : parent.push(frame.place + 1);
                int[] sequences = grammar.sequences(symbol);
                for (int i = sequences.length - 1; i >= 0; i--) {
                    work.push(new Frame(sequences[i], rest));
                }
            }
        }
        work.steps += steps;
    }

    @SuppressWarnings("ReferenceEquality")
    private void add(Frame frame) {
        // By identity: comparing whole stacks would cost their depth.
        for (int i = 0; i < count; i++) {
            if (ways[i].place == frame.place && ways[i].parent == frame.parent) {
                return;
            }
        }
        if (count == WAYS_MAX) {
            work.leftOut = true;
            return;
        }
        if (count == ways.length) {
            ways = java.util.Arrays.copyOf(ways, count * 2);
        }
        ways[count++] = frame;
        long[] set = grammar.bytes(grammar.symbol(frame.place));
        for (int word = 0; word < next.length; word++) {
            next[word] |= set[word];
        }
    }
}

package dev.edgewise.inference.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a text stands in a grammar: every way to go on, as stacks that share their lower parts. A byte gives a new state
 * and costs one small object for each way. The states that come of one start are for one thread at a time.
 */
public final class GrammarState {
    /** Most ways followed at once; JSON needs a handful, a schema's alternatives one each. */
    private static final int WAYS_MAX = 1024;

    /**
     * A place in a rule, and where to go on when that rule is done.
     *
     * @param parent null at the end of the grammar
     * @param above the places that were gone on to from here, each once: stacks that are alike are the same then
     */
    private record Frame(
            List<Symbol> sequence, int position, @Nullable Frame parent, List<Frame> above) {
        Frame(List<Symbol> sequence, int position, @Nullable Frame parent) {
            this(sequence, position, parent, new ArrayList<>(0));
        }

        @SuppressWarnings("ReferenceEquality")
        Frame push(List<Symbol> next, int place) {
            for (Frame known : above) {
                if (known.sequence == next && known.position == place) {
                    return known;
                }
            }
            Frame fresh = new Frame(next, place, this);
            above.add(fresh);
            return fresh;
        }

        @SuppressWarnings("ReferenceEquality")
        boolean same(Frame that) {
            // By identity: comparing whole stacks would cost their depth.
            return sequence == that.sequence && position == that.position && parent == that.parent;
        }
    }

    private final Grammar grammar;
    private final List<Frame> ways = new ArrayList<>();
    private boolean complete;

    private GrammarState(Grammar grammar) {
        this.grammar = grammar;
    }

    static GrammarState start(Grammar grammar) {
        GrammarState state = new GrammarState(grammar);
        Frame end = new Frame(List.of(), 0, null);
        for (List<Symbol> alternative : grammar.alternatives(0)) {
            state.expand(new Frame(alternative, 0, end, List.of()));
        }
        return state;
    }

    /** Whether the text so far is a sentence. */
    public boolean complete() {
        return complete;
    }

    /** Whether the text so far is a sentence that nothing can be added to. */
    public boolean over() {
        return ways.isEmpty();
    }

    /** The state after a byte; null where the byte may not come here. */
    public @Nullable GrammarState accept(byte next) {
        GrammarState after = new GrammarState(grammar);
        int value = Byte.toUnsignedInt(next);
        for (Frame way : ways) {
            if (way.sequence.get(way.position) instanceof Symbol.Bytes(var set) && set.get(value)) {
                after.expand(new Frame(way.sequence, way.position + 1, way.parent, List.of()));
            }
        }
        return after.complete || !after.ways.isEmpty() ? after : null;
    }

    /** The state after all the bytes; null where one of them may not come. */
    public @Nullable GrammarState accept(byte[] text) {
        GrammarState state = this;
        for (byte next : text) {
            state = state.accept(next);
            if (state == null) {
                return null;
            }
        }
        return state;
    }

    private void expand(@Nullable Frame frame) {
        if (frame == null) {
            complete = true;
            return;
        }
        if (frame.position == frame.sequence.size()) {
            expand(frame.parent);
            return;
        }
        switch (frame.sequence.get(frame.position)) {
            case Symbol.Bytes _ -> add(frame);
            case Symbol.Ref(int rule) -> {
                boolean last = frame.position + 1 == frame.sequence.size();
                // One shared frame, so that ways which meet again become one.
                Frame below = Objects.requireNonNull(frame.parent);
                Frame rest = last ? below : below.push(frame.sequence, frame.position + 1);
                for (List<Symbol> alternative : grammar.alternatives(rule)) {
                    expand(new Frame(alternative, 0, rest, List.of()));
                }
            }
        }
    }

    private void add(Frame frame) {
        for (Frame known : ways) {
            if (known.same(frame)) {
                return;
            }
        }
        if (ways.size() < WAYS_MAX) {
            ways.add(frame);
        }
    }
}

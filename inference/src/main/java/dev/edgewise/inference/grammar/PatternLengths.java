package dev.edgewise.inference.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Strings that match a regular expression and have some number of characters: the expression as an automaton of its places
 * (Glushkov, 1961), each place once for each number of characters there may be so far. Places from which the string cannot
 * be ended any more within its length are left out, so that nobody gets there. One use.
 */
final class PatternLengths {
    /** Most places of an expression, each as often as it is counted. */
    private static final int PLACES_MAX = 2_000;

    /** Most pairs of a place and a number of characters. */
    private static final int STATES_MAX = 20_000;

    private final Rules rules;
    private final int min;
    private final int max;
    /** Numbers of characters are told apart up to this. */
    private final int told;

    private final List<Symbol> symbols = new ArrayList<>();
    private final List<BitSet> following = new ArrayList<>();
    private final Part whole;

    /**
     * A part of the automaton.
     *
     * @param first the places it may begin with
     * @param last those it may end with
     */
    private record Part(BitSet first, BitSet last, boolean mayBeEmpty) {}

    PatternLengths(Rules rules, PatternPart part, int min, int max) throws GrammarException {
        this.rules = rules;
        this.min = min;
        this.max = max;
        this.told = max == Integer.MAX_VALUE ? min : max;
        if (part.size() > PLACES_MAX || part.size() * (told + 1L) > 20L * STATES_MAX) {
            throw tooLarge();
        }
        this.whole = part(part);
    }

    private static GrammarException tooLarge() {
        return new GrammarException("a pattern together with minLength or maxLength makes more than " + STATES_MAX
                + " states: say the length in the pattern, or make one of them smaller");
    }

    private Part part(PatternPart part) throws GrammarException {
        return switch (part) {
            case PatternPart.One(Symbol symbol) -> {
                if (symbols.size() == PLACES_MAX) {
                    throw tooLarge();
                }
                var place = new BitSet();
                place.set(symbols.size());
                symbols.add(symbol);
                following.add(new BitSet());
                yield new Part(place, place, false);
            }
            case PatternPart.Sequence sequence -> {
                Part all = new Part(new BitSet(), new BitSet(), true);
                for (PatternPart one : sequence.parts()) {
                    all = after(all, part(one));
                }
                yield all;
            }
            case PatternPart.Choice choice -> {
                var first = new BitSet();
                var last = new BitSet();
                boolean empty = false;
                for (PatternPart one : choice.parts()) {
                    Part next = part(one);
                    first.or(next.first);
                    last.or(next.last);
                    empty |= next.mayBeEmpty;
                }
                yield new Part(first, last, empty);
            }
            case PatternPart.Counted counted -> counted(counted);
        };
    }

    private Part after(Part one, Part other) {
        link(one.last, other.first);
        var first = (BitSet) one.first.clone();
        if (one.mayBeEmpty) {
            first.or(other.first);
        }
        var last = (BitSet) other.last.clone();
        if (other.mayBeEmpty) {
            last.or(one.last);
        }
        return new Part(first, last, one.mayBeEmpty && other.mayBeEmpty);
    }

    private void link(BitSet from, BitSet to) {
        from.stream().forEach(place -> following.get(place).or(to));
    }

    /** As many copies as are needed; those that may be left out each hang on the one before. */
    private Part counted(PatternPart.Counted counted) throws GrammarException {
        boolean endless = counted.max() == Integer.MAX_VALUE;
        int copies = endless ? Math.max(1, counted.min()) : counted.max();
        Part all = new Part(new BitSet(), new BitSet(), true);
        var last = new BitSet();
        for (int copy = 1; copy <= copies; copy++) {
            Part next = part(counted.part());
            if (endless && copy == copies) {
                link(next.last, next.first);
            }
            if (copy <= counted.min()) {
                all = after(all, next);
                last = (BitSet) all.last.clone();
            } else {
                link(last, next.first);
                all = new Part(copy == 1 ? next.first : all.first, all.last, all.mayBeEmpty);
                all.last.or(next.last);
                last = next.last;
            }
        }
        return all;
    }

    /** @throws GrammarException if no such string matches, or there are too many states */
    Symbol symbol() throws GrammarException {
        BitSet[] reached = reached();
        BitSet[] useful = useful(reached);
        Symbol.@Nullable Ref[][] names = new Symbol.Ref[told + 1][symbols.size()];
        int states = 0;
        for (int count = 0; count <= told; count++) {
            for (int place = useful[count].nextSetBit(0); place >= 0; place = useful[count].nextSetBit(place + 1)) {
                if (++states > STATES_MAX) {
                    throw tooLarge();
                }
                names[count][place] = rules.reserve();
            }
        }
        for (int count = 0; count <= told; count++) {
            for (int place = useful[count].nextSetBit(0); place >= 0; place = useful[count].nextSetBit(place + 1)) {
                Symbol.Ref name = names[count][place];
                if (name != null) {
                    boolean ends = whole.last.get(place) && count >= min;
                    rules.define(name, next(following.get(place), count, ends, names));
                }
            }
        }
        List<List<Symbol>> begin = next(whole.first, 0, whole.mayBeEmpty && min == 0, names);
        if (begin.isEmpty()) {
            throw GrammarException.nothing("no text matches a pattern together with its minLength or maxLength");
        }
        Symbol.Ref start = rules.reserve();
        rules.define(start, begin);
        return start;
    }

    private int more(int count) {
        return max == Integer.MAX_VALUE ? Math.min(count + 1, told) : count + 1;
    }

    private List<List<Symbol>> next(BitSet places, int count, boolean ends, Symbol.@Nullable Ref[][] names) {
        List<List<Symbol>> alternatives = new ArrayList<>();
        int more = more(count);
        if (more <= told) {
            for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
                Symbol.Ref then = names[more][place];
                if (then != null) {
                    alternatives.add(List.of(symbols.get(place), then));
                }
            }
        }
        if (ends) {
            alternatives.add(List.of());
        }
        return alternatives;
    }

    /** The places at which a string can be after so many characters. */
    private BitSet[] reached() {
        BitSet[] reached = new BitSet[told + 1];
        for (int count = 0; count <= told; count++) {
            reached[count] = new BitSet();
        }
        if (told > 0 || max == Integer.MAX_VALUE) {
            reached[more(0)].or(whole.first);
        }
        boolean grows = true;
        for (int count = 0; count <= told && grows; count += grows && count == told ? 0 : 1) {
            int more = more(count);
            if (more > told) {
                break;
            }
            BitSet next = reached[more];
            int before = next.cardinality();
            ((BitSet) reached[count].clone()).stream().forEach(place -> next.or(following.get(place)));
            // The last number stands for all beyond it: once more until nothing new comes.
            grows = more != count || next.cardinality() > before;
        }
        return reached;
    }

    /** Those of them from which a string can be ended. */
    private BitSet[] useful(BitSet[] reached) {
        BitSet[] useful = new BitSet[told + 1];
        for (int count = told; count >= 0; count--) {
            useful[count] = new BitSet();
            int more = more(count);
            for (int place = reached[count].nextSetBit(0); place >= 0; place = reached[count].nextSetBit(place + 1)) {
                // Beyond the least length, with no most one, every place of an expression leads to its end.
                boolean free = max == Integer.MAX_VALUE && count == told;
                boolean ends = whole.last.get(place) && count >= min;
                if (free || ends || more <= told && useful[more].intersects(following.get(place))) {
                    useful[count].set(place);
                }
            }
        }
        return useful;
    }
}

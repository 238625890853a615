package dev.edgewise.inference.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A context-free grammar over bytes. Each rule is a list of alternatives, each a sequence of symbols; rule 0 is where it
 * starts. The symbols of all sequences lie one after another in one array, so that a place in a sequence is a number.
 * Immutable, any thread.
 */
public final class Grammar {
    /** Behind the last symbol of each sequence. */
    static final int END = Integer.MIN_VALUE;

    private final int[] symbols;
    private final long[][] sets;
    private final int[][] rules;

    /**
     * A grammar of these rules, without the alternatives that nothing can be written by.
     *
     * @throws GrammarException if a rule would call itself without a byte in between, nothing could ever be written, or
     *     too much could come at one place
     */
    Grammar(List<List<List<Symbol>>> written) throws GrammarException {
        List<List<List<Symbol>>> rules = Productive.only(written);
        int size = 0;
        for (List<List<Symbol>> rule : rules) {
            for (List<Symbol> sequence : rule) {
                size += sequence.size() + 1;
            }
        }
        this.symbols = new int[size];
        this.rules = new int[rules.size()][];
        Map<BitSet, Integer> known = new HashMap<>();
        List<long[]> distinct = new ArrayList<>();
        int at = 0;
        for (int rule = 0; rule < this.rules.length; rule++) {
            int[] begins = new int[rules.get(rule).size()];
            for (int i = 0; i < begins.length; i++) {
                begins[i] = at;
                for (Symbol symbol : rules.get(rule).get(i)) {
                    symbols[at++] = switch (symbol) {
                        case Symbol.Ref(int next) -> next;
                        case Symbol.Bytes(BitSet set) ->
                            -1
                                    - known.computeIfAbsent(set, fresh -> {
                                        distinct.add(words(fresh));
                                        return distinct.size() - 1;
                                    });
                    };
                }
                symbols[at++] = END;
            }
            this.rules[rule] = begins;
        }
        this.sets = distinct.toArray(new long[0][]);
        new Expansion(this).check();
    }

    private static long[] words(BitSet set) {
        long[] words = new long[4];
        set.stream().forEach(value -> words[value >> 6] |= 1L << value);
        return words;
    }

    /** Before the first byte. */
    public GrammarState start() {
        return GrammarState.start(this);
    }

    /** Whether the whole text is a sentence. */
    public boolean matches(byte[] text) {
        GrammarState state = start().accept(text);
        return state != null && state.complete();
    }

    /** How many rules. */
    int rules() {
        return rules.length;
    }

    /** Where the sequences of a rule begin. Not to be changed. */
    int[] sequences(int rule) {
        return rules[rule];
    }

    /** What stands at a place: the number of a rule, {@link #END}, or below 0 any byte of a set. */
    int symbol(int place) {
        return symbols[place];
    }

    /** How many places there are. */
    int places() {
        return symbols.length;
    }

    /** The bytes that may stand at a place of such, a bit for each. Not to be changed. */
    long[] bytes(int symbol) {
        return sets[-1 - symbol];
    }

    static boolean has(long[] set, int value) {
        return (set[value >> 6] & 1L << value) != 0;
    }
}

package dev.edgewise.inference.grammar;

import java.util.Arrays;

/**
 * Looks at what must be followed, without reading a byte, from each rule on. A rule that comes to itself in this way would be
 * followed without end; one that comes to very many would cost that much for each byte of a text. One use.
 */
final class Expansion {
    /** Most places that may be looked at from one rule on before a byte is read. */
    private static final long STEPS_MAX = 20_000;

    private static final long NEW = -1;
    private static final long OPEN = -2;
    private static final int AT_BEGIN = -1;

    private final Grammar grammar;
    private final boolean[] nullable;
    private final long[] steps;

    /** The sequence of each rule whose rules were not all counted yet, and the place in it; those before are. */
    private final int[] looked;

    private final int[] lookedAt;

    Expansion(Grammar grammar) {
        this.grammar = grammar;
        this.nullable = nullable(grammar);
        this.looked = new int[grammar.rules()];
        this.lookedAt = new int[grammar.rules()];
        Arrays.fill(lookedAt, AT_BEGIN);
        this.steps = new long[grammar.rules()];
        Arrays.fill(steps, NEW);
    }

    void check() throws GrammarException {
        int[] path = new int[grammar.rules()];
        for (int rule = 0; rule < steps.length; rule++) {
            follow(rule, path);
        }
    }

    private static boolean[] nullable(Grammar grammar) {
        var closure = new Closure(grammar.rules());
        for (int rule = 0; rule < grammar.rules(); rule++) {
            for (int begin : grammar.sequences(rule)) {
                int end = begin;
                while (grammar.symbol(end) >= 0) {
                    end++;
                }
                // One with a byte in it is never empty.
                if (grammar.symbol(end) == Grammar.END) {
                    closure.begin(rule);
                    for (int place = begin; place < end; place++) {
                        closure.need(grammar.symbol(place));
                    }
                    closure.end();
                }
            }
        }
        return closure.holding();
    }

    /** Depth first, with a path of its own: a schema's rules may lie deeper than a thread's stack. */
    private void follow(int first, int[] path) throws GrammarException {
        int depth = 0;
        path[depth++] = first;
        while (depth > 0) {
            int rule = path[depth - 1];
            if (steps[rule] >= 0) {
                depth--;
                continue;
            }
            steps[rule] = OPEN;
            int next = unknown(rule);
            if (next >= 0) {
                if (steps[next] == OPEN) {
                    throw new GrammarException("the schema refers to itself without anything in between");
                }
                path[depth++] = next;
            } else {
                steps[rule] = count(rule);
                if (steps[rule] > STEPS_MAX) {
                    throw new GrammarException(
                            "the schema is too large: at one place more could come than can be told for each character");
                }
                depth--;
            }
        }
    }

    /** A rule that must be followed before this one can be counted; −1 if there is none. */
    private int unknown(int rule) {
        int[] begins = grammar.sequences(rule);
        for (; looked[rule] < begins.length; looked[rule]++) {
            int place = lookedAt[rule] == AT_BEGIN ? begins[looked[rule]] : lookedAt[rule];
            for (; grammar.symbol(place) >= 0; place++) {
                int next = grammar.symbol(place);
                if (steps[next] < 0) {
                    lookedAt[rule] = place;
                    return next;
                }
                if (!nullable[next]) {
                    break;
                }
            }
            lookedAt[rule] = AT_BEGIN;
        }
        return -1;
    }

    private long count(int rule) {
        long count = 1;
        for (int begin : grammar.sequences(rule)) {
            int place = begin;
            while (grammar.symbol(place) >= 0) {
                int next = grammar.symbol(place++);
                count += steps[next];
                if (!nullable[next]) {
                    break;
                }
            }
            count++;
        }
        return count;
    }
}

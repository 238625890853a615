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

    private final Grammar grammar;
    private final boolean[] nullable;
    private final long[] steps;

    Expansion(Grammar grammar) {
        this.grammar = grammar;
        this.nullable = new boolean[grammar.rules()];
        this.steps = new long[grammar.rules()];
        Arrays.fill(steps, NEW);
    }

    void check() throws GrammarException {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int rule = 0; rule < nullable.length; rule++) {
                if (!nullable[rule] && ends(rule)) {
                    nullable[rule] = true;
                    changed = true;
                }
            }
        }
        int[] path = new int[grammar.rules()];
        for (int rule = 0; rule < steps.length; rule++) {
            follow(rule, path);
        }
    }

    private boolean ends(int rule) {
        for (int begin : grammar.sequences(rule)) {
            int place = begin;
            while (grammar.symbol(place) >= 0 && nullable[grammar.symbol(place)]) {
                place++;
            }
            if (grammar.symbol(place) == Grammar.END) {
                return true;
            }
        }
        return false;
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
        for (int begin : grammar.sequences(rule)) {
            for (int place = begin; grammar.symbol(place) >= 0; place++) {
                int next = grammar.symbol(place);
                if (steps[next] < 0) {
                    return next;
                }
                if (!nullable[next]) {
                    break;
                }
            }
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

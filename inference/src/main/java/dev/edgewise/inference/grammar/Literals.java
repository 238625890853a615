package dev.edgewise.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One of several texts, each with what follows it. What they begin with alike is written once, so that a text is followed
 * in one way however many there are. One use.
 */
final class Literals {
    /** Deeper than this, texts that begin alike are written one by one. */
    private static final int DEPTH_MAX = 64;

    private final Rules rules;
    private final List<Literal> literals = new ArrayList<>();
    private long characters;

    Literals(Rules rules) {
        this.rules = rules;
    }

    private record Literal(byte[] bytes, List<Symbol> symbols, List<Symbol> then) {}

    void add(String text, List<Symbol> then) throws GrammarException {
        characters += text.length();
        if (characters > Rules.SYMBOLS_MAX) {
            throw Rules.tooLarge();
        }
        literals.add(new Literal(text.getBytes(StandardCharsets.UTF_8), Rules.literal(text), then));
    }

    Symbol symbol() throws GrammarException {
        literals.sort((one, other) -> Arrays.compareUnsigned(one.bytes, other.bytes));
        return from(0, literals.size(), 0, 0);
    }

    /** Those between two places, which are alike in the first bytes. */
    private Symbol from(int first, int end, int alike, int depth) throws GrammarException {
        List<List<Symbol>> alternatives = new ArrayList<>();
        int at = first;
        for (; at < end && literals.get(at).bytes.length == alike; at++) {
            if (!alternatives.contains(literals.get(at).then)) {
                alternatives.add(literals.get(at).then);
            }
        }
        while (at < end) {
            int last = at;
            byte next = literals.get(at).bytes[alike];
            while (depth < DEPTH_MAX && last + 1 < end && literals.get(last + 1).bytes[alike] == next) {
                last++;
            }
            alternatives.add(group(at, last, alike, depth));
            at = last + 1;
        }
        Symbol.Ref rule = rules.reserve();
        rules.define(rule, alternatives);
        return rule;
    }

    private List<Symbol> group(int first, int last, int alike, int depth) throws GrammarException {
        Literal one = literals.get(first);
        int mismatch = Arrays.mismatch(one.bytes, literals.get(last).bytes);
        int until = first == last || mismatch < 0 ? one.bytes.length : mismatch;
        List<Symbol> symbols = new ArrayList<>(one.symbols.subList(alike, until));
        if (first == last) {
            symbols.addAll(one.then);
        } else {
            symbols.add(from(first, last + 1, until, depth + 1));
        }
        return symbols;
    }
}

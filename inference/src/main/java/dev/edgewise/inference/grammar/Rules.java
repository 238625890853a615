package dev.edgewise.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Collects the rules of a grammar. Rule 0 is reserved for the start. */
final class Rules {
    /** Most rules: a schema that needs more is refused. */
    private static final int RULES_MAX = 50_000;

    private static final int BYTES = 256;

    private final List<List<List<Symbol>>> rules = new ArrayList<>();

    Rules() {
        rules.add(List.of());
    }

    /** A rule to be defined later, so that it can be referred to before. */
    Symbol.Ref reserve() throws GrammarException {
        if (rules.size() >= RULES_MAX) {
            throw new GrammarException("the schema is too large");
        }
        rules.add(List.of());
        return new Symbol.Ref(rules.size() - 1);
    }

    void define(Symbol.Ref rule, List<List<Symbol>> alternatives) {
        rules.set(rule.rule(), List.copyOf(alternatives));
    }

    @SafeVarargs
    final Symbol.Ref oneOf(List<Symbol>... alternatives) throws GrammarException {
        Symbol.Ref rule = reserve();
        List<List<Symbol>> all = new ArrayList<>();
        for (List<Symbol> alternative : alternatives) {
            all.add(alternative);
        }
        define(rule, all);
        return rule;
    }

    Grammar grammar(Symbol start) throws GrammarException {
        rules.set(0, List.of(List.of(start)));
        return new Grammar(List.copyOf(rules));
    }

    /** What {@code one} matches, that many times. */
    Symbol.Ref repeat(Symbol one, int min, int max) throws GrammarException {
        List<Symbol> sequence = new ArrayList<>();
        for (int i = 0; i < min; i++) {
            sequence.add(one);
        }
        if (max == Integer.MAX_VALUE) {
            sequence.add(any(one));
        } else if (max > min) {
            Symbol.Ref tail = oneOf(List.of());
            for (int i = min; i < max; i++) {
                tail = oneOf(List.of(one, tail), List.of());
            }
            sequence.add(tail);
        }
        return oneOf(sequence);
    }

    /** What {@code one} matches, any number of times. */
    Symbol.Ref any(Symbol one) throws GrammarException {
        Symbol.Ref rule = reserve();
        define(rule, List.of(List.of(one, rule), List.of()));
        return rule;
    }

    /** The characters of a text, in UTF-8. */
    static List<Symbol> literal(String text) {
        List<Symbol> symbols = new ArrayList<>();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            symbols.add(range(Byte.toUnsignedInt(value), Byte.toUnsignedInt(value)));
        }
        return symbols;
    }

    static Symbol.Bytes range(int from, int to) {
        BitSet set = new BitSet(BYTES);
        set.set(from, to + 1);
        return new Symbol.Bytes(set);
    }

    static Symbol.Bytes of(String ascii) {
        BitSet set = new BitSet(BYTES);
        ascii.chars().forEach(set::set);
        return new Symbol.Bytes(set);
    }

    static List<Symbol> sequence(Object... parts) {
        List<Symbol> symbols = new ArrayList<>();
        for (Object part : parts) {
            switch (part) {
                case String text -> symbols.addAll(literal(text));
                case Symbol symbol -> symbols.add(symbol);
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return symbols;
    }
}

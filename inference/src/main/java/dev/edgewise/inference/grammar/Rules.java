package dev.edgewise.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the rules of a grammar. Rule 0 is reserved for the start. */
final class Rules {
    /** Most rules: a schema that needs more is refused. */
    private static final int RULES_MAX = 50_000;

    /** Most symbols of all rules: the same for few but long ones. */
    static final int SYMBOLS_MAX = 800_000;

    /** Most parts of schemas, and values of lists, that are looked at to take the schemas apart and put them together. */
    private static final int WORK_MAX = 2_000_000;

    /** Longest text that is written as it is, in characters. */
    private static final int LITERAL_MAX = 10_000;

    private static final int BYTES = 256;
    private static final Symbol.Bytes[] SINGLE = new Symbol.Bytes[BYTES];

    static {
        for (int value = 0; value < BYTES; value++) {
            SINGLE[value] = bytes(value, value);
        }
    }

    private final List<List<List<Symbol>>> rules = new ArrayList<>();
    private final Map<String, Symbol> shared = new HashMap<>();
    private long symbols;
    private long work;
    private @Nullable String contradiction;

    Rules() {
        rules.add(List.of());
    }

    /** A rule to be defined later, so that it can be referred to before. */
    Symbol.Ref reserve() throws GrammarException {
        if (rules.size() >= RULES_MAX) {
            throw tooLarge();
        }
        rules.add(List.of());
        return new Symbol.Ref(rules.size() - 1);
    }

    void define(Symbol.Ref rule, List<List<Symbol>> alternatives) throws GrammarException {
        for (List<Symbol> alternative : alternatives) {
            symbols += alternative.size() + 1;
        }
        if (symbols > SYMBOLS_MAX) {
            throw tooLarge();
        }
        rules.set(rule.rule(), List.copyOf(alternatives));
    }

    static GrammarException tooLarge() {
        return new GrammarException("the schema is too large: it makes more than " + RULES_MAX + " rules, or "
                + SYMBOLS_MAX + " characters in them");
    }

    /** Counts what following the schemas has cost besides rules. */
    void spend(long steps) throws GrammarException {
        work += steps;
        if (work > WORK_MAX) {
            throw new GrammarException(
                    "the schema is too large: putting together what stands beside enum, anyOf, oneOf,"
                            + " allOf and $ref takes more than " + WORK_MAX + " steps");
        }
    }

    /** What nothing can be written by; if the whole schema needs it, it is refused with the sentence. */
    Symbol nothing(String why) throws GrammarException {
        if (contradiction == null) {
            contradiction = why;
        }
        return reserve();
    }

    /** Makes a symbol. */
    @FunctionalInterface
    interface Maker {
        Symbol make() throws GrammarException;
    }

    /** The symbol that was made under a name, made now if it was not: what comes often in a schema takes its rules once. */
    Symbol shared(String name, Maker maker) throws GrammarException {
        Symbol known = shared.get(name);
        if (known == null) {
            known = maker.make();
            shared.put(name, known);
        }
        return known;
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
        if (contradiction != null && !Productive.any(rules)) {
            throw new GrammarException(contradiction);
        }
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
    static List<Symbol> literal(String text) throws GrammarException {
        if (text.length() > LITERAL_MAX) {
            throw new GrammarException("a name or value in the schema is longer than " + LITERAL_MAX + " characters: "
                    + text.substring(0, 40));
        }
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new GrammarException("a name or value in the schema has half of a character: it cannot be written");
        }
        List<Symbol> symbols = new ArrayList<>();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            symbols.add(range(Byte.toUnsignedInt(value), Byte.toUnsignedInt(value)));
        }
        return symbols;
    }

    static Symbol.Bytes range(int from, int to) {
        return from == to ? SINGLE[from] : bytes(from, to);
    }

    private static Symbol.Bytes bytes(int from, int to) {
        BitSet set = new BitSet(BYTES);
        set.set(from, to + 1);
        return new Symbol.Bytes(set);
    }

    static Symbol.Bytes of(String ascii) {
        BitSet set = new BitSet(BYTES);
        ascii.chars().forEach(set::set);
        return new Symbol.Bytes(set);
    }

    static List<Symbol> sequence(Object... parts) throws GrammarException {
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

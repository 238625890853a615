package dev.edgewise.inference.grammar;

import static dev.edgewise.inference.grammar.Rules.range;
import static dev.edgewise.inference.grammar.Rules.sequence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A set of characters, and how JSON writes them within a string: in UTF-8, with the shortest escape where one is needed.
 * Halves of pairs are none.
 */
final class CodePoints {
    private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF, Character.MAX_CODE_POINT};
    private static final int LOW_BITS = 6;

    private final List<int[]> ranges = new ArrayList<>();

    static CodePoints of(int from, int to) {
        return new CodePoints().add(from, to);
    }

    /** Each a character by itself. */
    static CodePoints of(String characters) {
        var set = new CodePoints();
        characters.codePoints().forEach(one -> set.add(one, one));
        return set;
    }

    /** The characters between two, both included. */
    CodePoints add(int from, int to) {
        ranges.add(new int[] {from, to});
        return this;
    }

    CodePoints add(CodePoints others) {
        ranges.addAll(others.ranges);
        return this;
    }

    /** All others. */
    CodePoints complement() {
        var others = new CodePoints();
        int next = 0;
        for (int[] one : sorted()) {
            if (one[0] > next) {
                others.add(next, one[0] - 1);
            }
            next = Math.max(next, one[1] + 1);
        }
        if (next <= Character.MAX_CODE_POINT) {
            others.add(next, Character.MAX_CODE_POINT);
        }
        return others;
    }

    private List<int[]> sorted() {
        return ranges.stream().sorted(Comparator.comparingInt(one -> one[0])).toList();
    }

    /** What it is called by who makes its symbol once. */
    String name() {
        StringBuilder name = new StringBuilder("characters");
        for (int[] one : sorted()) {
            name.append(' ').append(one[0]).append('-').append(one[1]);
        }
        return name.toString();
    }

    /** One of them, as JSON has it. */
    Symbol.Ref symbol(Rules rules) throws GrammarException {
        List<List<Symbol>> alternatives = new ArrayList<>();
        int done = -1;
        for (int[] one : sorted()) {
            // What overlaps is written once: a character with two ways would double the work for each that follows.
            int from = Math.max(one[0], done + 1);
            if (from <= one[1]) {
                write(from, Math.min(one[1], Character.MIN_SURROGATE - 1), alternatives);
                write(Math.max(from, Character.MAX_SURROGATE + 1), one[1], alternatives);
                done = one[1];
            }
        }
        if (alternatives.isEmpty()) {
            throw new GrammarException("a class of characters in a pattern has none in it");
        }
        return factored(alternatives, rules);
    }

    /** The same with what they begin with alike written once: a byte then has one way to go on, however many there are. */
    private static Symbol.Ref factored(List<List<Symbol>> alternatives, Rules rules) throws GrammarException {
        var single = new BitSet();
        Map<Symbol, List<List<Symbol>>> byFirst = new LinkedHashMap<>();
        for (List<Symbol> one : alternatives) {
            if (one.size() == 1 && one.getFirst() instanceof Symbol.Bytes(BitSet set)) {
                single.or(set);
            } else {
                byFirst.computeIfAbsent(one.getFirst(), first -> new ArrayList<>())
                        .add(one.subList(1, one.size()));
            }
        }
        List<List<Symbol>> factored = new ArrayList<>();
        if (!single.isEmpty()) {
            factored.add(List.of(new Symbol.Bytes(single)));
        }
        for (Map.Entry<Symbol, List<List<Symbol>>> group : byFirst.entrySet()) {
            List<Symbol> symbols = new ArrayList<>(List.of(group.getKey()));
            if (group.getValue().size() == 1) {
                symbols.addAll(group.getValue().getFirst());
            } else {
                symbols.add(factored(group.getValue(), rules));
            }
            factored.add(symbols);
        }
        Symbol.Ref rule = rules.reserve();
        rules.define(rule, factored);
        return rule;
    }

    private static void write(int from, int to, List<List<Symbol>> alternatives) throws GrammarException {
        int plainFrom = from;
        for (int escaped = from; escaped <= Math.min(to, '\\'); escaped++) {
            if (escaped < ' ' || escaped == '"' || escaped == '\\') {
                plain(plainFrom, escaped - 1, alternatives);
                alternatives.add(sequence(escape(escaped)));
                plainFrom = escaped + 1;
            }
        }
        plain(plainFrom, to, alternatives);
    }

    private static String escape(int character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", character);
        };
    }

    /** Cuts a range until each part is a product of ranges of bytes. */
    private static void plain(int from, int to, List<List<Symbol>> alternatives) {
        if (from > to) {
            return;
        }
        for (int last : LAST_OF_LENGTH) {
            if (from <= last && to > last) {
                plain(from, last, alternatives);
                plain(last + 1, to, alternatives);
                return;
            }
        }
        byte[] low = utf8(from);
        byte[] high = utf8(to);
        for (int tail = low.length - 1; tail > 0; tail--) {
            int mask = (1 << LOW_BITS * tail) - 1;
            if ((from & ~mask) == (to & ~mask)) {
                continue;
            }
            if ((from & mask) != 0) {
                plain(from, from | mask, alternatives);
                plain((from | mask) + 1, to, alternatives);
                return;
            }
            if ((to & mask) != mask) {
                plain(from, (to & ~mask) - 1, alternatives);
                plain(to & ~mask, to, alternatives);
                return;
            }
        }
        List<Symbol> bytes = new ArrayList<>(low.length);
        for (int i = 0; i < low.length; i++) {
            bytes.add(range(Byte.toUnsignedInt(low[i]), Byte.toUnsignedInt(high[i])));
        }
        alternatives.add(bytes);
    }

    private static byte[] utf8(int character) {
        return Character.toString(character).getBytes(StandardCharsets.UTF_8);
    }
}

package dev.edgewise.inference.grammar;

import static dev.edgewise.inference.grammar.Rules.range;
import static dev.edgewise.inference.grammar.Rules.sequence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The pieces of JSON (RFC 8259), a little narrower than the standard so that a model cannot run on without end: numbers
 * have a bounded number of digits, and there is at most a line break with {@value #INDENT_MAX} blanks between two pieces.
 */
final class JsonRules {
    private static final int INDENT_MAX = 20;

    private static final int DIGITS_MAX = 15;

    final Rules rules;
    final Symbol.Ref space;
    final Symbol.Ref character;
    final Symbol.Ref characters;
    final Symbol.Ref string;
    final Symbol.Ref integer;
    final Symbol.Ref number;
    final Symbol.Ref bool;
    final Symbol.Ref nil;
    final Symbol.Ref object;
    final Symbol.Ref array;
    final Symbol.Ref value;

    private final List<Symbol> shortStrings = new ArrayList<>();

    JsonRules(Rules rules) throws GrammarException {
        this.rules = rules;
        this.space =
                rules.oneOf(List.of(), sequence(" "), sequence("\n", rules.repeat(Rules.of(" \t"), 0, INDENT_MAX)));
        this.character = character();
        this.characters = rules.any(character);
        this.string = rules.oneOf(sequence("\"", characters, "\""));
        Symbol digit = range('0', '9');
        this.integer = rules.oneOf(
                sequence(optional("-"), "0"),
                sequence(optional("-"), range('1', '9'), rules.repeat(digit, 0, DIGITS_MAX)));
        Symbol fraction = rules.oneOf(List.of(), sequence(".", rules.repeat(digit, 1, DIGITS_MAX)));
        Symbol sign = rules.oneOf(List.of(), sequence(Rules.of("+-")));
        Symbol exponent = rules.oneOf(List.of(), sequence(Rules.of("eE"), sign, rules.repeat(digit, 1, 2)));
        this.number = rules.oneOf(sequence(integer, fraction, exponent));
        this.bool = rules.oneOf(sequence("true"), sequence("false"));
        this.nil = rules.oneOf(sequence("null"));
        this.value = rules.reserve();
        this.object = mapOf(value);
        this.array = arrayOf(value, 0, Integer.MAX_VALUE);
        rules.define(
                value,
                List.of(
                        List.of(object),
                        List.of(array),
                        List.of(string),
                        List.of(number),
                        List.of(bool),
                        List.of(nil)));
    }

    /** An object with any names, and values of one kind. */
    Symbol.Ref mapOf(Symbol member) throws GrammarException {
        Symbol pair = rules.oneOf(sequence(string, ":", space, member));
        return enclosed("{", pair, 0, Integer.MAX_VALUE, "}");
    }

    Symbol.Ref arrayOf(Symbol item, int min, int max) throws GrammarException {
        return enclosed("[", item, min, max, "]");
    }

    /** A string of some number of characters. */
    Symbol.Ref stringOf(int min, int max) throws GrammarException {
        List<Symbol> symbols = new ArrayList<>(sequence("\""));
        symbols.addAll(Collections.nCopies(min, character));
        symbols.add(max == Integer.MAX_VALUE ? characters : atMost(max - min));
        symbols.addAll(sequence("\""));
        return rules.oneOf(symbols);
    }

    /** Up to so many characters; made once for all strings of a schema. */
    private Symbol atMost(int count) throws GrammarException {
        while (shortStrings.size() <= count) {
            shortStrings.add(
                    shortStrings.isEmpty()
                            ? rules.oneOf(List.of())
                            : rules.oneOf(List.of(character, shortStrings.getLast()), List.of()));
        }
        return shortStrings.get(Math.max(0, count));
    }

    private Symbol.Ref enclosed(String open, Symbol item, int min, int max, String close) throws GrammarException {
        Symbol empty = rules.oneOf(sequence(open, space, close));
        if (max == 0) {
            return rules.oneOf(List.of(empty));
        }
        Symbol more = rules.oneOf(sequence(",", space, item));
        int further = max == Integer.MAX_VALUE ? max : max - 1;
        Symbol full = rules.oneOf(
                sequence(open, space, item, rules.repeat(more, Math.max(0, min - 1), further), space, close));
        return min > 0 ? rules.oneOf(List.of(full)) : rules.oneOf(List.of(empty), List.of(full));
    }

    private Symbol.Ref optional(String text) throws GrammarException {
        return rules.oneOf(List.of(), sequence(text));
    }

    /** One character of a string: an escape, or well-formed UTF-8 (Unicode 16, table 3-7) that needs none. */
    private Symbol.Ref character() throws GrammarException {
        Symbol tail = range(0x80, 0xBF);
        Symbol hex = Rules.of("0123456789abcdefABCDEF");
        // A surrogate alone is not a character: only pairs.
        Symbol notD = Rules.of("0123456789abcefABCEF");
        Symbol low = Rules.of("01234567");
        Symbol high = Rules.of("89abAB");
        Symbol lower = Rules.of("cdefCDEF");
        return rules.oneOf(
                sequence(range(0x20, 0x21)),
                sequence(range(0x23, 0x5B)),
                sequence(range(0x5D, 0x7E)),
                sequence("\\", Rules.of("\"\\/bfnrt")),
                sequence("\\u", notD, hex, hex, hex),
                sequence("\\u", Rules.of("dD"), low, hex, hex),
                sequence("\\u", Rules.of("dD"), high, hex, hex, "\\u", Rules.of("dD"), lower, hex, hex),
                sequence(range(0xC2, 0xDF), tail),
                sequence(range(0xE0, 0xE0), range(0xA0, 0xBF), tail),
                sequence(range(0xE1, 0xEC), tail, tail),
                sequence(range(0xED, 0xED), range(0x80, 0x9F), tail),
                sequence(range(0xEE, 0xEF), tail, tail),
                sequence(range(0xF0, 0xF0), range(0x90, 0xBF), tail, tail),
                sequence(range(0xF1, 0xF3), tail, tail, tail),
                sequence(range(0xF4, 0xF4), range(0x80, 0x8F), tail, tail));
    }
}

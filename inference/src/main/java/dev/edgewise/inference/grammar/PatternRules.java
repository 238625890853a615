package dev.edgewise.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/** JSON strings that match a regular expression, as {@link PatternReader} reads them. */
final class PatternRules {
    private final Rules rules;

    private PatternRules(Rules rules) {
        this.rules = rules;
    }

    /**
     * A string with its quotes.
     *
     * @param min fewest characters
     * @param max most characters; {@link Integer#MAX_VALUE} for any number
     * @throws GrammarException if it is no expression that is known, or too much together with the lengths
     */
    static Symbol string(JsonRules json, String pattern, int min, int max) throws GrammarException {
        return json.rules.shared("pattern " + min + ' ' + max + ' ' + pattern, () -> {
            PatternPart part = PatternReader.read(json, pattern);
            Symbol inner = min == 0 && max == Integer.MAX_VALUE
                    ? new PatternRules(json.rules).symbol(part)
                    : new PatternLengths(json.rules, part, min, max).symbol();
            return json.rules.oneOf(Rules.sequence("\"", inner, "\""));
        });
    }

    private Symbol symbol(PatternPart part) throws GrammarException {
        return switch (part) {
            case PatternPart.One(Symbol symbol) -> symbol;
            case PatternPart.Sequence sequence -> {
                List<Symbol> symbols = new ArrayList<>();
                for (PatternPart one : sequence.parts()) {
                    symbols.add(symbol(one));
                }
                yield defined(List.of(symbols));
            }
            case PatternPart.Choice choice -> {
                List<List<Symbol>> alternatives = new ArrayList<>();
                for (PatternPart one : choice.parts()) {
                    alternatives.add(List.of(symbol(one)));
                }
                yield defined(alternatives);
            }
            case PatternPart.Counted(PatternPart one, int min, int max) -> rules.repeat(symbol(one), min, max);
        };
    }

    private Symbol defined(List<List<Symbol>> alternatives) throws GrammarException {
        Symbol.Ref rule = rules.reserve();
        rules.define(rule, alternatives);
        return rule;
    }
}

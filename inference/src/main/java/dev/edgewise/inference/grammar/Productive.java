package dev.edgewise.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out what no text can ever end: an object that needs itself within itself. Who wrote its beginning would write on
 * until the tokens are spent.
 */
final class Productive {
    private Productive() {}

    /** @throws GrammarException if nothing is left of the start */
    static List<List<List<Symbol>>> only(List<List<List<Symbol>>> rules) throws GrammarException {
        boolean[] ends = ending(rules);
        if (!ends[0]) {
            throw new GrammarException("the schema can never be fulfilled: something in it needs itself within itself");
        }
        if (all(ends)) {
            return rules;
        }
        List<List<List<Symbol>>> left = new ArrayList<>(rules.size());
        for (List<List<Symbol>> rule : rules) {
            left.add(rule.stream().filter(sequence -> ends(sequence, ends)).toList());
        }
        return left;
    }

    /** Whether anything is left of the start. */
    static boolean any(List<List<List<Symbol>>> rules) {
        return ending(rules)[0];
    }

    private static boolean[] ending(List<List<List<Symbol>>> rules) {
        var closure = new Closure(rules.size());
        for (int rule = 0; rule < rules.size(); rule++) {
            for (List<Symbol> sequence : rules.get(rule)) {
                closure.begin(rule);
                for (Symbol symbol : sequence) {
                    if (symbol instanceof Symbol.Ref(int needed)) {
                        closure.need(needed);
                    }
                }
                closure.end();
            }
        }
        return closure.holding();
    }

    private static boolean all(boolean[] ends) {
        for (boolean one : ends) {
            if (!one) {
                return false;
            }
        }
        return true;
    }

    private static boolean ends(List<Symbol> sequence, boolean[] ends) {
        for (Symbol symbol : sequence) {
            if (symbol instanceof Symbol.Ref(int rule) && !ends[rule]) {
                return false;
            }
        }
        return true;
    }
}

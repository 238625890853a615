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
        boolean[] ends = new boolean[rules.size()];
        boolean changed = true;
        boolean all = true;
        while (changed) {
            changed = false;
            all = true;
            for (int rule = 0; rule < ends.length; rule++) {
                if (!ends[rule]) {
                    ends[rule] = rules.get(rule).stream().anyMatch(sequence -> ends(sequence, ends));
                    changed |= ends[rule];
                    all &= ends[rule];
                }
            }
        }
        if (!ends[0]) {
            throw new GrammarException("the schema can never be fulfilled: something in it needs itself within itself");
        }
        if (all) {
            return rules;
        }
        List<List<List<Symbol>>> left = new ArrayList<>(rules.size());
        for (List<List<Symbol>> rule : rules) {
            left.add(rule.stream().filter(sequence -> ends(sequence, ends)).toList());
        }
        return left;
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

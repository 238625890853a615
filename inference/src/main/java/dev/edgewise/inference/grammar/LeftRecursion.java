package dev.edgewise.inference.grammar;

import java.util.Arrays;
import java.util.List;

/** Finds rules that call themselves without a byte in between: following them would never end. */
final class LeftRecursion {
    private enum Mark {
        NEW,
        OPEN,
        DONE
    }

    private final List<List<List<Symbol>>> rules;
    private final boolean[] nullable;
    private final Mark[] marks;

    LeftRecursion(List<List<List<Symbol>>> rules) {
        this.rules = rules;
        this.nullable = new boolean[rules.size()];
        this.marks = new Mark[rules.size()];
        Arrays.fill(marks, Mark.NEW);
    }

    void refuse() throws GrammarException {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int rule = 0; rule < rules.size(); rule++) {
                if (!nullable[rule] && rules.get(rule).stream().anyMatch(this::nullable)) {
                    nullable[rule] = true;
                    changed = true;
                }
            }
        }
        for (int rule = 0; rule < rules.size(); rule++) {
            visit(rule);
        }
    }

    private boolean nullable(List<Symbol> alternative) {
        return alternative.stream().allMatch(this::nullable);
    }

    private boolean nullable(Symbol symbol) {
        return switch (symbol) {
            case Symbol.Bytes _ -> false;
            case Symbol.Ref(int rule) -> nullable[rule];
        };
    }

    private void visit(int rule) throws GrammarException {
        if (marks[rule] == Mark.DONE) {
            return;
        }
        if (marks[rule] == Mark.OPEN) {
            throw new GrammarException("the schema refers to itself without anything in between");
        }
        marks[rule] = Mark.OPEN;
        for (List<Symbol> alternative : rules.get(rule)) {
            for (Symbol symbol : alternative) {
                if (symbol instanceof Symbol.Ref(int next)) {
                    visit(next);
                }
                if (!nullable(symbol)) {
                    break;
                }
            }
        }
        marks[rule] = Mark.DONE;
    }
}

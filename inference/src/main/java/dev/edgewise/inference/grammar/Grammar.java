package dev.edgewise.inference.grammar;

import java.util.List;

/**
 * A context-free grammar over bytes. Each rule is a list of alternatives, each a sequence of symbols; rule 0 is where it
 * starts. Immutable, any thread.
 */
public final class Grammar {
    private final List<List<List<Symbol>>> rules;

    /** @throws GrammarException if a rule would call itself without a byte in between */
    Grammar(List<List<List<Symbol>>> rules) throws GrammarException {
        this.rules = rules;
        new LeftRecursion(rules).refuse();
    }

    /** Before the first byte. */
    public GrammarState start() {
        return GrammarState.start(this);
    }

    /** Whether the whole text is a sentence. */
    public boolean matches(byte[] text) {
        GrammarState state = start();
        for (byte next : text) {
            GrammarState after = state.accept(next);
            if (after == null) {
                return false;
            }
            state = after;
        }
        return state.complete();
    }

    List<List<Symbol>> alternatives(int rule) {
        return rules.get(rule);
    }

    int rules() {
        return rules.size();
    }
}

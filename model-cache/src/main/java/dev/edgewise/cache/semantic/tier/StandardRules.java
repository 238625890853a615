package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.guard.GuardText;
import dev.edgewise.cache.semantic.guard.GuardVerdict;
import dev.edgewise.cache.semantic.guard.Guards;
import dev.edgewise.cache.semantic.language.Languages;

/** The guards, and the language of a text by its script or, where several share one, by a model. */
public final class StandardRules implements PairRules {
    /** Their dictionaries are read when the first question comes, not when a node without a semantic tier starts. */
    private static final class Held {
        static final Guards GUARDS = new Guards();
    }

    @Override
    public String language(String text) {
        return Languages.detect(text);
    }

    @Override
    public GuardText prepare(String text, String language) {
        return Held.GUARDS.prepare(text, language);
    }

    @Override
    public GuardVerdict check(GuardText asked, GuardText stored) {
        return Held.GUARDS.check(asked, stored);
    }
}

package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.guard.GuardText;
import dev.edgewise.cache.semantic.guard.GuardVerdict;
import dev.edgewise.cache.semantic.guard.Guards;
import java.lang.Character.UnicodeScript;

/** The guards, and the language of a text by its script. */
public final class StandardRules implements PairRules {
    private static final String UNKNOWN = "und";

    private final Guards guards = new Guards();

    @Override
    public String language(String text) {
        boolean latin = false;
        for (int i = 0; i < text.length(); i++) {
            UnicodeScript script = UnicodeScript.of(text.charAt(i));
            if (script == UnicodeScript.HANGUL) {
                return "ko";
            }
            if (script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED && script != UnicodeScript.LATIN) {
                return UNKNOWN;
            }
            latin |= script == UnicodeScript.LATIN;
        }
        return latin ? "en" : UNKNOWN;
    }

    @Override
    public GuardText prepare(String text, String language) {
        return guards.prepare(text, language);
    }

    @Override
    public GuardVerdict check(GuardText asked, GuardText stored) {
        return guards.check(asked, stored);
    }
}

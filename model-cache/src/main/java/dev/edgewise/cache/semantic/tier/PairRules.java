package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.guard.GuardText;
import dev.edgewise.cache.semantic.guard.GuardVerdict;

/** The rules that come before any score. Safe for use by several threads. */
public interface PairRules {
    /** The language of a text, as an ISO 639-1 code, or {@code und}. */
    String language(String text);

    /** The text as the rules read it. */
    GuardText prepare(String text, String language);

    /** Whether the answer to {@code stored} may be considered for {@code asked}. */
    GuardVerdict check(GuardText asked, GuardText stored);
}

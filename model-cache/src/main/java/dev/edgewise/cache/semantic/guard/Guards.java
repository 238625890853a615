package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.GuardVerdict.Passed;
import dev.edgewise.cache.semantic.guard.GuardVerdict.Refused;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * Rules that tell two questions apart before any score is made: what differs in a number, a day, a denial or a name is
 * another question, however near the vectors are. English and Korean are read word by word; in other languages numbers,
 * names, codes and quotes count, and two texts that are one but for a word or two are never taken for the same.
 *
 * <p>Pure and safe for use by several threads. The word lists are loaded once, those of Korean with the first Korean text.
 */
public final class Guards {
    /** The share of the shorter text that the other has too from which the two are much the same. */
    private static final double NEAR_SHARE = 0.9;

    /** The share from which they are about the same thing. */
    private static final double AKIN_SHARE = 0.6;

    /** The share from which they are in a language of which is not read what each denial denies. */
    private static final double AKIN_SHARE_COUNTED = 0.75;

    /** The share from which another question word asks something else of the same thing. */
    private static final double ASKING_SHARE = 0.7;

    private static final GuardVerdict PASSED = new Passed();

    private final EnglishReader english = new EnglishReader();

    /** The dictionary of Korean, 24 MB, comes with the first text that holds Hangul. */
    private static final class Korean {
        private static final KoreanReader READER = new KoreanReader();
    }

    /**
     * Reads a text for {@link #check}: some tens of microseconds, some hundred for Korean.
     *
     * @param text a turn of the user
     * @param language ISO 639-1 code of its language, or {@code und}
     */
    public GuardText prepare(String text, String language) {
        String plain = Normalizer.normalize(RaisedDigits.apart(text), Normalizer.Form.NFKC)
                .replace('\u2019', '\'')
                .replace('\u2018', '\'');
        boolean hangul = plain.codePoints().anyMatch(Splitter::hangul);
        String signs = Signs.read(text);
        return new GuardText(text, language, hangul ? Korean.READER.read(plain, signs) : english.read(plain, signs));
    }

    /**
     * Compares two texts: some microseconds.
     *
     * @return passed, or the first rule that tells them apart; the order of the two does not matter
     */
    public GuardVerdict check(GuardText asked, GuardText stored) {
        GuardRule rule = refusing(asked, stored);
        return rule == null ? PASSED : new Refused(rule);
    }

    /**
     * Whether two texts that are the same but for case, blanks and the mark at the end are two questions all the same: by
     * case that is meant ({@code polish} and {@code Polish}), by code and quotes, or by the indentation of lines. Some
     * microseconds.
     */
    public static boolean toldApartAsWritten(String one, String other) {
        return !one.equals(other) && Letters.apart(one, other) != null;
    }

    private static @Nullable GuardRule refusing(GuardText asked, GuardText stored) {
        if (asked.text().equals(stored.text())) {
            return null;
        }
        if (!asked.language().equals(stored.language())) {
            return GuardRule.LANGUAGE;
        }
        GuardText.Reading first = asked.reading();
        GuardText.Reading second = stored.reading();
        GuardRule written = Letters.apart(asked, stored);
        if (written != null) {
            return written;
        }
        boolean near = near(first, second, NEAR_SHARE);
        boolean korean = asked.language().equals("ko");
        boolean akin = near(first, second, korean ? AKIN_SHARE : AKIN_SHARE_COUNTED);
        GuardRule said = Marks.apart(first, second, near, akin);
        if (said != null) {
            return said;
        }
        boolean read = korean || asked.language().equals("en");
        if (!read && Frame.alike(first.frame(), second.frame())) {
            return GuardRule.CONTENT;
        }
        boolean asks = korean
                ? KoreanQuestions.differ(first.questions(), second.questions())
                        || KoreanQuestions.distinguishes(first, second)
                        || KoreanQuestions.distinguishes(second, first)
                        || KoreanQuestions.forbids(first, second)
                        || KoreanQuestions.forbids(second, first)
                : near(first, second, ASKING_SHARE)
                        && Questions.differ(
                                first.questions(), second.questions(), says(first, second) && says(second, first));
        if (asks) {
            return GuardRule.QUESTION_WORD;
        }
        GuardRule turned =
                korean ? Order.reversed(first.roles(), second.roles()) : Order.reversed(first.links(), second.links());
        if (turned != null) {
            return turned;
        }
        if (korean ? Order.moved(first.places(), second.places()) : Order.transposed(first.frame(), second.frame())) {
            return GuardRule.DIRECTION;
        }
        if (korean ? KoreanPersons.turned(first, second) : read && Persons.turned(first, second)) {
            return GuardRule.DIRECTION;
        }
        if (korean && KoreanPast.apart(first, second, asked.text(), stored.text())) {
            return GuardRule.CONTENT;
        }
        if (Compared.otherwise(first, second) || Compared.otherwise(second, first)) {
            return GuardRule.COMPARISON;
        }
        if (Counted.apart(first.tokens(), second.tokens())) {
            return GuardRule.UNIT;
        }
        GuardRule little = read && !korean ? Edits.apart(first, second) : null;
        if (little != null) {
            return little;
        }
        boolean strange = Names.missing(first, second) || Marks.names(first.marks(), second.marks());
        boolean stranger = Names.missing(second, first) || Marks.names(second.marks(), first.marks());
        if (strange && stranger || (strange || stranger) && near) {
            return GuardRule.ENTITY;
        }
        if (Quotes.missing(first, second) || Quotes.missing(second, first)) {
            return GuardRule.QUOTE;
        }
        if (!first.signs().equals(second.signs())) {
            return GuardRule.SIGN;
        }
        boolean edited = korean
                ? Frame.swapped(first.frame(), second.frame(), KoreanReader.SYNONYMS, KoreanReader.FILLER)
                        && Frame.exchanged(KoreanReader.said(first.tokens()), KoreanReader.said(second.tokens()))
                : Frame.replaced(first.frame(), second.frame(), EnglishReader.SYNONYMS, EnglishReader.QUIET);
        return edited ? GuardRule.CONTENT : null;
    }

    /** Whether one text has all words of the other that say something. */
    private static boolean says(GuardText.Reading first, GuardText.Reading second) {
        return second.words().containsAll(first.content());
    }

    /** Whether two texts say much the same, so that the little which differs is what matters. */
    static boolean near(GuardText.Reading first, GuardText.Reading second, double share) {
        int shared = 0;
        for (String word : first.content()) {
            shared += second.words().contains(word) ? 1 : 0;
        }
        return shared
                >= Math.round(share
                        * Math.min(first.content().size(), second.content().size()));
    }
}

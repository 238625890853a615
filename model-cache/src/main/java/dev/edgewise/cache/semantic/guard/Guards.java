package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.GuardVerdict.Passed;
import dev.edgewise.cache.semantic.guard.GuardVerdict.Refused;
import dev.edgewise.cache.semantic.guard.Mark.Weight;
import java.text.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules that tell two questions apart before any score is made: what differs in a number, a day, a denial or a name is
 * another question, however near the vectors are. English and Korean are read word by word; of other languages numbers,
 * codes and quotes.
 *
 * <p>Pure and safe for use by several threads. The word lists are loaded with the first object and kept.
 */
public final class Guards {
    private static final GuardVerdict PASSED = new Passed();

    private final EnglishReader english = new EnglishReader();

    /**
     * Reads a text for {@link #check}: some ten microseconds.
     *
     * @param text a turn of the user
     * @param language ISO 639-1 code of its language, or {@code und}
     */
    public GuardText prepare(String text, String language) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .replace('\u2019', '\'')
                .replace('\u2018', '\'');
        return new GuardText(text, language, english.read(plain));
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

    private static @Nullable GuardRule refusing(GuardText asked, GuardText stored) {
        if (asked.text().equals(stored.text())) {
            return null;
        }
        if (!asked.language().equals(stored.language())) {
            return GuardRule.LANGUAGE;
        }
        GuardText.Reading first = asked.reading();
        GuardText.Reading second = stored.reading();
        Mark mark = apart(first.marks(), second.marks());
        if (mark == null) {
            mark = apart(second.marks(), first.marks());
        }
        if (mark != null) {
            return mark.rule();
        }
        if (first.negations().differs(second.negations(), first.words(), second.words())) {
            return GuardRule.NEGATION;
        }
        if (Questions.differ(first.questions(), second.questions())) {
            return GuardRule.QUESTION_WORD;
        }
        return null;
    }

    /** A mark that only one has and that counts, or null. */
    private static @Nullable Mark apart(List<Mark> own, List<Mark> others) {
        for (Mark mark : own) {
            if (!has(others, mark) && counts(mark, own, others)) {
                return mark;
            }
        }
        return null;
    }

    private static boolean has(List<Mark> marks, Mark wanted) {
        for (Mark mark : marks) {
            if (mark.same(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean counts(Mark mark, List<Mark> own, List<Mark> others) {
        if (mark.weight() == Weight.ALONE) {
            return true;
        }
        for (Mark other : others) {
            if (other.axis().equals(mark.axis()) && (mark.weight() == Weight.AXIS || !has(own, other))) {
                return true;
            }
        }
        return false;
    }
}

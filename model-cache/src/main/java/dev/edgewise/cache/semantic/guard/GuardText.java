package dev.edgewise.cache.semantic.guard;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A text as the guards read it: {@link Guards#prepare} makes it, once for each text. Immutable, safe for use by several
 * threads. Equal when text and language are.
 */
public final class GuardText {
    /** What an object with some references takes, in bytes: an estimate that errs upwards. */
    private static final long OBJECT_BYTES = 64;

    private final String text;
    private final String language;
    private final Reading reading;
    private final long bytes;

    /**
     * What the rules compare.
     *
     * @param marks numbers, units, days, opposites
     * @param negations what is denied
     * @param questions what is asked for
     * @param words every stem, also of words that say nothing
     * @param tokens all tokens, in order
     * @param content the stems that say something, in order
     * @param frame the stems in order, without signs and articles
     * @param names names that no list knows
     * @param quotes what stands in quotes and the like
     * @param signs what it says in signs
     * @param squeezed the letters and digits of the text, in lower case
     * @param initials the first letters of its words
     * @param links which word leads to which, in a language that tells by order
     * @param roles what a word does, in a language that tells by particles
     * @param places the same by the syllables alone
     */
    record Reading(
            List<Mark> marks,
            Negations negations,
            Set<String> questions,
            Set<String> words,
            List<Token> tokens,
            List<String> content,
            List<String> frame,
            List<List<String>> names,
            List<Quotes.Quote> quotes,
            String signs,
            String squeezed,
            String initials,
            List<Order.Link> links,
            Map<String, String> roles,
            Order.Places places) {}

    GuardText(String text, String language, Reading reading) {
        this.text = text;
        this.language = language;
        this.reading = reading;
        this.bytes = OBJECT_BYTES * (4 + reading.marks.size() + 2L * reading.words.size() + 2L * reading.content.size())
                + 2L * text.length();
    }

    /** The text, NFC, as it was asked. */
    public String text() {
        return text;
    }

    /** ISO 639-1 code of its language, or {@code und}. */
    public String language() {
        return language;
    }

    /** What it takes in memory, in bytes, about. */
    public long bytes() {
        return bytes;
    }

    Reading reading() {
        return reading;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GuardText that && text.equals(that.text) && language.equals(that.language);
    }

    @Override
    public int hashCode() {
        return 31 * text.hashCode() + language.hashCode();
    }

    @Override
    public String toString() {
        return "GuardText[" + language + ", " + text.length() + " chars]";
    }
}

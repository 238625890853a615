package dev.edgewise.cache.semantic.ask;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether two texts are the same but for what does not change a question. Pure. In doubt they are not: then a score decides,
 * or the answer is fetched, which costs time and is never wrong.
 */
public final class SameWords {
    private static final char FULL_WIDTH_FIRST = '\uff01';
    private static final char FULL_WIDTH_LAST = '\uff5e';
    private static final int FULL_WIDTH_OFFSET = FULL_WIDTH_FIRST - '!';

    private static final char IDEOGRAPHIC_BLANK = '\u3000';
    private static final char HANGUL_FIRST = '\uac00';
    private static final char HANGUL_LAST = '\ud7a3';

    /** Full-width forms that were chosen for what they are: one alone, one beside its narrow like, a sign behind no word. */
    private static final Pattern MEANT_WIDE = Pattern.compile(
            "(?<![\uff10-\uff19\uff21-\uff3a\uff41-\uff5a])[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a](?![\uff10-\uff19\uff21-\uff3a\uff41-\uff5a])"
                    + "|(?<![\\p{L}\\p{M}\\p{N}])[\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e\u3002]");

    private static final Pattern WIDE = Pattern.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]");
    private static final Pattern NARROW = Pattern.compile("[0-9A-Za-z]");
    private static final Pattern ENDS = Pattern.compile("(?<=[\\p{L}\\p{M}\\p{N}])[.?]+$");

    /** Between these stand letters with accents and parts of Korean syllables, which may be written as one or as two. */
    private static final char TWOFOLD_FIRST = '\u00c0';

    private static final char TWOFOLD_LAST = '\u303f';

    /** The first character behind the Latin letters. */
    private static final char LATIN_END = '\u0250';

    private SameWords() {}

    /** Whether a text has the words of which {@link #normal} is told; quick where it has not. */
    public static boolean same(String normal, String text) {
        return mayBe(normal, text) && normal(text).equals(normal);
    }

    /** Whether the letters of two texts are the same but for case and width, as far as that is told without composing them. */
    private static boolean mayBe(String one, String other) {
        int i = 0;
        int j = 0;
        while (true) {
            i = letter(one, i);
            j = letter(other, j);
            if (i == one.length() || j == other.length()) {
                return i == one.length() && j == other.length();
            }
            char a = narrow(one.charAt(i++));
            char b = narrow(other.charAt(j++));
            if (a != b && Character.toLowerCase(a) != Character.toLowerCase(b)) {
                return twofold(a) || twofold(b);
            }
        }
    }

    private static boolean twofold(char c) {
        return c >= TWOFOLD_FIRST && c <= TWOFOLD_LAST;
    }

    private static int letter(String text, int from) {
        int at = from;
        while (at < text.length() && !Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static char narrow(char c) {
        return c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST ? (char) (c - FULL_WIDTH_OFFSET) : c;
    }

    /**
     * The text without what never changes a question. In a single line of ordinary words that is how many blanks stand
     * between two, and one mark at the end, right behind a word: the question mark of what asks without it too, and the
     * full stop of what does not ask. Everywhere it is the case of the first letter of a first word such as "how", and
     * full-width forms where all is written in them. All else counts, for it may be meant: {@code cd ..} and
     * {@code cd .}, {@code colou} and {@code colou?}, {@code Mb} and {@code MB}, raised digits.
     */
    public static String normal(String text) {
        String plain = plain(text).strip();
        String worded = Prose.is(plain) ? withoutEnd(spaced(plain)) : plain;
        return Prose.begins(worded) && worded.indexOf(' ') > 0 ? small(worded) : worded;
    }

    /**
     * The text without case, whatever blanks it has, and the marks right behind its last word: for texts that a person put
     * side by side. Behind anything but an ordinary word the marks count.
     */
    public static String folded(String text) {
        String spaced = spaced(plain(text).toLowerCase(Locale.ROOT));
        String bare = ENDS.matcher(spaced).replaceFirst("");
        return Prose.ends(bare) ? bare : spaced;
    }

    private static String small(String text) {
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private static String plain(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        if (composed.chars().allMatch(c -> c < IDEOGRAPHIC_BLANK || c >= HANGUL_FIRST && c <= HANGUL_LAST)) {
            return composed;
        }
        boolean mixed =
                WIDE.matcher(composed).find() && NARROW.matcher(composed).find();
        if (mixed || MEANT_WIDE.matcher(composed).find()) {
            return composed;
        }
        StringBuilder out = new StringBuilder(composed.length());
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            out.append(c == '\u3002' ? '.' : c == IDEOGRAPHIC_BLANK ? ' ' : narrow(c));
        }
        return out.toString();
    }

    private static String spaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                blank = !out.isEmpty();
            } else {
                if (blank) {
                    out.append(' ');
                    blank = false;
                }
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Without the one mark behind the last word, which is more than one Latin letter or digit. */
    private static String withoutEnd(String text) {
        int end = text.length() - 1;
        boolean single = end == 1 || end > 1 && Character.isWhitespace(text.charAt(end - 2));
        if (end < 1 || !Character.isLetterOrDigit(text.charAt(end - 1)) || single && text.charAt(end - 1) < LATIN_END) {
            return text;
        }
        String bare = text.substring(0, end);
        boolean asks = Prose.asks(bare);
        boolean drops = text.charAt(end) == '?' ? asks : text.charAt(end) == '.' && !asks && bare.indexOf(' ') > 0;
        return drops ? bare : text;
    }
}

package dev.edgewise.cache.semantic.ask;

import java.text.Normalizer;
import java.util.Locale;

/** Whether two questions are the same but for case, blanks, compatibility forms and the mark at their end. Pure. */
public final class SameWords {
    private static final String END_MARKS = ".?。？";

    private SameWords() {}

    /** The text without what does not change a question. */
    public static String normal(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder out = new StringBuilder(folded.length());
        boolean blank = false;
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
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
        int end = out.length();
        while (end > 0 && (END_MARKS.indexOf(out.charAt(end - 1)) >= 0 || out.charAt(end - 1) == ' ')) {
            end--;
        }
        return out.substring(0, end);
    }
}

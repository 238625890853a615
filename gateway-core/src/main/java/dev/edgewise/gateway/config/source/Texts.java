package dev.edgewise.gateway.config.source;

import dev.edgewise.inference.words.Nearest;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Small help for messages. */
public final class Texts {

    private static final int QUOTED_CHARS_MAX = 60;
    private static final int PLAIN_CHARS_MAX = 200;

    /** A name and password in an address. */
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/\\s]*@");

    private Texts() {}

    /** The text in quotes, shortened, without the credentials of an address, without control characters. */
    public static String quote(String text) {
        return "'" + plain(CREDENTIALS.matcher(text).replaceAll("//***@"), QUOTED_CHARS_MAX) + "'";
    }

    /** The text, shortened, without control characters: safe for a terminal and a log. */
    static String plain(String text) {
        return plain(text, PLAIN_CHARS_MAX);
    }

    private static String plain(String text, int charsMax) {
        StringBuilder safe = new StringBuilder();
        String some = text.length() > charsMax ? text.substring(0, charsMax) + "…" : text;
        some.codePoints().forEach(point -> safe.appendCodePoint(isUnsafe(point) ? '\uFFFD' : point));
        return safe.toString();
    }

    private static boolean isUnsafe(int point) {
        int type = Character.getType(point);
        return Character.isISOControl(point)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    /** The known word that was probably meant; empty when none is near. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        return Nearest.to(word, known);
    }

    /** "; did you mean 'x'?", or nothing. */
    public static String didYouMean(String word, Collection<String> known) {
        return Nearest.didYouMean(word, known);
    }

    /** The path of a key below another path. */
    public static String key(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The path of an item of a list. */
    public static String item(String path, int index) {
        return path + "[" + index + "]";
    }
}

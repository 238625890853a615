package dev.edgewise.gateway.config.source;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Small help for messages. */
public final class Texts {

    private static final int QUOTED_CHARS_MAX = 60;
    private static final int PLAIN_CHARS_MAX = 200;

    /** A slip of the fingers changes this many letters at most. */
    private static final int SLIP_EDITS_MAX = 2;

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
        String best = null;
        int bestEdits = Integer.MAX_VALUE;
        for (String candidate : known) {
            int limit = Math.min(SLIP_EDITS_MAX, Math.max(1, Math.min(word.length(), candidate.length()) / 2));
            int edits = edits(normal(word), normal(candidate));
            if (edits <= limit && edits < bestEdits) {
                best = candidate;
                bestEdits = edits;
            }
        }
        return Optional.ofNullable(best);
    }

    /** "; did you mean 'x'?", or nothing. */
    public static String didYouMean(String word, Collection<String> known) {
        return nearest(word, known)
                .map(found -> "; did you mean '" + found + "'?")
                .orElse("");
    }

    /** The path of a key below another path. */
    public static String key(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The path of an item of a list. */
    public static String item(String path, int index) {
        return path + "[" + index + "]";
    }

    private static String normal(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
    private static int edits(String a, String b) {
        if (Math.abs(a.length() - b.length()) > SLIP_EDITS_MAX) {
            return Integer.MAX_VALUE;
        }
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}

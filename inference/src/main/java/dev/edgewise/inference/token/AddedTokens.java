package dev.edgewise.inference.token;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts that are tokens wherever they stand, of which the longest counts. Immutable. */
final class AddedTokens {
    private static final int ASCII = 128;

    /** In order, so that those which begin alike are neighbours, the shortest first. */
    private final AddedToken[] tokens;

    /** Which of the first characters one of them begins with; the last stands for all others. */
    private final boolean[] beginnings = new boolean[ASCII + 1];

    AddedTokens(List<AddedToken> tokens) {
        this.tokens =
                tokens.stream().sorted(Comparator.comparing(AddedToken::text)).toArray(AddedToken[]::new);
        for (AddedToken token : this.tokens) {
            beginnings[Math.min(token.text().charAt(0), ASCII)] = true;
        }
    }

    boolean isEmpty() {
        return tokens.length == 0;
    }

    /** The longest that stands at a place; null where none does. A few steps for each of its characters. */
    @Nullable
    AddedToken at(char[] text, int from, int to) {
        if (!beginnings[Math.min(text[from], ASCII)]) {
            return null;
        }
        AddedToken longest = null;
        int low = 0;
        int high = tokens.length;
        for (int depth = 0; from + depth < to && low < high; depth++) {
            char character = text[from + depth];
            low = bound(low, high, depth, character);
            high = bound(low, high, depth, character + 1);
            if (low < high && tokens[low].text().length() == depth + 1) {
                longest = tokens[low++];
            }
        }
        return longest;
    }

    /** The first of some that begin alike, with at least this character next. */
    private int bound(int from, int to, int depth, int character) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = low + high >>> 1;
            if (tokens[middle].text().charAt(depth) < character) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

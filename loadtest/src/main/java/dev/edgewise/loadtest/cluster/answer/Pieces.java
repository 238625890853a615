package dev.edgewise.loadtest.cluster.answer;

import java.util.ArrayList;
import java.util.List;

/** Cuts and makes the pieces of an answer; one piece stands for one token, and joined they give the text. */
final class Pieces {
    private static final int PIECE_MAX_CHARS = 16;
    private static final String[] WORDS = {
        "the", "edge", "answer", "light", "model", "river", "signal", "quiet", "north", "seven", "paper", "window",
        "cloud", "stone", "green", "market", "early", "number", "garden", "simple", "bridge", "letter", "morning",
        "copper", "water", "silver", "narrow", "island", "yellow", "engine", "summer", "orange", "harbor", "little",
        "mirror", "pocket", "random", "season", "ticket", "valley", "winter", "basket", "candle", "dinner", "fabric",
        "hollow", "jacket", "kettle", "ladder", "meadow", "needle", "oyster", "pepper", "rocket", "saddle", "tunnel",
        "velvet", "walnut", "zephyr", "anchor", "branch", "circle", "desert", "ember"
    };

    private Pieces() {}

    /** {@code count} words drawn by {@code hash}. */
    static List<String> words(long hash, int count) {
        List<String> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String word = WORDS[(int) (RequestHash.mix(hash + i) & (WORDS.length - 1))];
            pieces.add(i == 0 ? word : " " + word);
        }
        return pieces;
    }

    /** {@code text} cut before white space and after {@value #PIECE_MAX_CHARS} characters, never inside a pair. */
    static List<String> cut(String text) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < text.length(); i++) {
            boolean word = Character.isWhitespace(text.charAt(i)) && !Character.isWhitespace(text.charAt(i - 1));
            boolean full = i - start >= PIECE_MAX_CHARS && !Character.isLowSurrogate(text.charAt(i));
            if (word || full) {
                pieces.add(text.substring(start, i));
                start = i;
            }
        }
        if (start < text.length()) {
            pieces.add(text.substring(start));
        }
        return pieces;
    }

    /** Tokens of a text by the same rule as {@link #cut}. */
    static int count(String text) {
        return cut(text).size();
    }
}

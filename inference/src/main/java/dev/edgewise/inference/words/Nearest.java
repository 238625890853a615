package dev.edgewise.inference.words;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that somebody most likely meant. Any thread. */
public final class Nearest {
    /** A slip of the fingers changes this many letters at most. */
    private static final int SLIP_EDITS_MAX = 2;

    private Nearest() {}

    /** The known word that was probably meant; empty when none is near. */
    public static Optional<String> to(String word, Collection<String> known) {
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
        return to(word, known).map(found -> "; did you mean '" + found + "'?").orElse("");
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

package dev.edgewise.cache.semantic.guard;

/** Whether two words are one, misspelt or with another ending. */
final class Spelling {
    /** Below this length one letter is another word, in letters. */
    private static final int SHORT = 5;
    /** From this length words with the same beginning are taken for one, in letters. */
    private static final int STEM = 5;

    private Spelling() {}

    /** One slip in a word of five letters or more, two in one of nine; or a common beginning of five and a short rest. */
    static boolean close(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int longer = Math.max(one.length(), other.length());
        if (shorter < SHORT - 1 || longer - shorter > 4 || one.charAt(0) != other.charAt(0)) {
            return one.equals(other);
        }
        int common = common(one, other);
        if (common >= STEM && common >= shorter - 1 && longer - common <= 4) {
            return true;
        }
        int slips = longer >= 9 ? 2 : longer >= SHORT + 1 ? 1 : 0;
        return slips > 0 && longer - shorter <= slips && distance(one, other) <= slips;
    }

    private static int common(String one, String other) {
        int common = 0;
        int end = Math.min(one.length(), other.length());
        while (common < end && one.charAt(common) == other.charAt(common)) {
            common++;
        }
        return common;
    }

    /** Insertions, deletions, replacements and swaps of neighbours. */
    private static int distance(String one, String other) {
        int[][] table = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                int best =
                        Math.min(table[i - 1][j - 1] + (same ? 0 : 1), Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                table[i][j] = swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
            }
        }
        return table[one.length()][other.length()];
    }
}

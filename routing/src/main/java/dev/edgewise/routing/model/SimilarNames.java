package dev.edgewise.routing.model;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names a mistyped one was probably meant to be. */
final class SimilarNames {

    /** How many candidates are offered. */
    static final int OFFERED_MAX = 3;

    /** How many names are compared; a table larger than that answers without suggestions for the rest. */
    static final int COMPARED_MAX = 1_000;

    private SimilarNames() {}

    /** Candidates, the closest first; at most a third of the longer name may differ. Case does not count. */
    static List<String> of(String asked, List<String> names) {
        String lower = asked.toLowerCase(Locale.ROOT);
        return names.stream()
                .limit(COMPARED_MAX)
                .map(name -> new Candidate(name, distance(lower, name.toLowerCase(Locale.ROOT))))
                .filter(candidate -> candidate.distance * 3 <= Math.max(asked.length(), candidate.name.length()))
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(OFFERED_MAX)
                .map(Candidate::name)
                .toList();
    }

    /**
     * Edit distance where an insertion, a deletion, a replacement and a swap of neighbours cost one each: the optimal
     * string alignment variant of Damerau's distance (F. J. Damerau, Communications of the ACM 7(3), 1964).
     */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
                if (swapped(a, i, b, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }

    private static boolean swapped(String a, int i, String b, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }

    private record Candidate(String name, int distance) {}
}

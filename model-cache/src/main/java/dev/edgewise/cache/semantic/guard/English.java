package dev.edgewise.cache.semantic.guard;

import java.util.Map;

/** English word forms. */
final class English {
    private static final Map<String, String> IRREGULAR = Words.pairs("en-irregular.txt");

    private English() {}

    /** What a word has in common with its plural, its past and its {@code -ing} form; light on purpose. */
    static String stem(String word) {
        String known = IRREGULAR.get(word);
        if (known != null) {
            return known;
        }
        int length = word.length();
        if (length <= 3) {
            return word;
        }
        if (word.endsWith("ies") && length > 4) {
            return word.substring(0, length - 3) + "y";
        }
        if (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches") || word.endsWith("shes")) {
            return tail(word.substring(0, length - 2));
        }
        if (word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is")) {
            return tail(word.substring(0, length - 1));
        }
        if (word.endsWith("ied") && length > 4) {
            return word.substring(0, length - 3) + "y";
        }
        if (word.endsWith("ing") && length > 5 && vowel(word, length - 3)) {
            return tail(single(word.substring(0, length - 3)));
        }
        if (word.endsWith("ed") && length > 4 && !word.endsWith("eed") && vowel(word, length - 2)) {
            return tail(single(word.substring(0, length - 2)));
        }
        return tail(word);
    }

    /** {@code make} and {@code mak(ing)} meet without the silent e. */
    private static String tail(String word) {
        return word.length() > 3 && word.endsWith("e") && !word.endsWith("ee")
                ? word.substring(0, word.length() - 1)
                : word;
    }

    private static boolean vowel(String word, int end) {
        for (int i = 0; i < end; i++) {
            if ("aeiouy".indexOf(word.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** {@code stopp(ing)} is {@code stop}, but {@code tell(ing)} stays. */
    private static String single(String word) {
        int length = word.length();
        char last = word.charAt(length - 1);
        boolean twice = length > 3 && last == word.charAt(length - 2) && "lsz".indexOf(last) < 0;
        return twice ? word.substring(0, length - 1) : word;
    }
}

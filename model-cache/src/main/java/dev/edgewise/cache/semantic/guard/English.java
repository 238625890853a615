package dev.edgewise.cache.semantic.guard;

import java.util.Map;
import java.util.stream.Collectors;

/** English word forms. */
final class English {
    private static final Map<String, String> IRREGULAR = Words.pairs("en-irregular.txt").entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, pair -> tail(pair.getValue())));

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
        if (word.endsWith("ing") && length > 5 && vowels(word, length - 3) > 0) {
            return verb(word.substring(0, length - 3));
        }
        if (word.endsWith("ed") && length > 4 && !word.endsWith("eed") && vowels(word, length - 2) > 0) {
            return verb(word.substring(0, length - 2));
        }
        return tail(word);
    }

    /** Whether a word is the past of a verb by its form, the participle too. */
    static boolean past(String word) {
        String base = IRREGULAR.get(word);
        if (base != null) {
            return !word.equals(base)
                    && !word.endsWith("s")
                    && !word.endsWith("ing")
                    && !tail(word).equals(base);
        }
        return word.length() > 4 && word.endsWith("ed") && !word.endsWith("eed");
    }

    /** Drops a silent e where a verb's other forms do; {@code plane} and {@code note} keep theirs. */
    private static String tail(String word) {
        int length = word.length();
        if (length < 5 || !word.endsWith("e") || word.endsWith("ee")) {
            return word;
        }
        String bare = word.substring(0, length - 1);
        return shut(bare) ? word : bare;
    }

    /** {@code stopp(ing)} is {@code stop}, {@code mak(ing)} is {@code make}, {@code tell(ing)} stays. */
    private static String verb(String word) {
        int length = word.length();
        char last = word.charAt(length - 1);
        if (length > 3 && last == word.charAt(length - 2) && "lsz".indexOf(last) < 0) {
            return word.substring(0, length - 1);
        }
        return shut(word) ? word + "e" : word;
    }

    /** One vowel between consonants: as it stands its last letter would be doubled. */
    private static boolean shut(String word) {
        int length = word.length();
        return length >= 3
                && vowels(word, length) == 1
                && !vowel(word.charAt(length - 1))
                && "wx".indexOf(word.charAt(length - 1)) < 0
                && vowel(word.charAt(length - 2));
    }

    private static int vowels(String word, int end) {
        int vowels = 0;
        for (int i = 0; i < end; i++) {
            vowels += vowel(word.charAt(i)) ? 1 : 0;
        }
        return vowels;
    }

    private static boolean vowel(char c) {
        return "aeiouy".indexOf(c) >= 0;
    }
}

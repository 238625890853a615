package dev.edgewise.cache.semantic.language;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;

/** What the letters alone say of a text's language; enough for short texts in most scripts but the Latin. */
final class Scripts {
    /** The share of the letters from which Hangul makes a text Korean, in percent: names and terms stay Latin. */
    private static final int HANGUL_SHARE_MIN = 20;

    private static final Map<UnicodeScript, String> ONE_LANGUAGE = Map.ofEntries(
            Map.entry(UnicodeScript.HANGUL, "ko"),
            Map.entry(UnicodeScript.HAN, "zh"),
            Map.entry(UnicodeScript.THAI, "th"),
            Map.entry(UnicodeScript.HEBREW, "he"),
            Map.entry(UnicodeScript.GREEK, "el"),
            Map.entry(UnicodeScript.GEORGIAN, "ka"),
            Map.entry(UnicodeScript.ARMENIAN, "hy"),
            Map.entry(UnicodeScript.TAMIL, "ta"),
            Map.entry(UnicodeScript.TELUGU, "te"),
            Map.entry(UnicodeScript.KANNADA, "kn"),
            Map.entry(UnicodeScript.MALAYALAM, "ml"),
            Map.entry(UnicodeScript.GUJARATI, "gu"),
            Map.entry(UnicodeScript.GURMUKHI, "pa"),
            Map.entry(UnicodeScript.BENGALI, "bn"),
            Map.entry(UnicodeScript.SINHALA, "si"),
            Map.entry(UnicodeScript.KHMER, "km"),
            Map.entry(UnicodeScript.LAO, "lo"),
            Map.entry(UnicodeScript.MYANMAR, "my"));

    private Scripts() {}

    /** The language the script gives away; {@code und} without letters; empty where several languages share the script. */
    static String language(String text) {
        Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
        text.codePoints().filter(Character::isLetter).forEach(c -> letters.merge(UnicodeScript.of(c), 1, Integer::sum));
        int all = letters.values().stream().mapToInt(Integer::intValue).sum();
        if (all == 0) {
            return Languages.UNKNOWN;
        }
        if (letters.getOrDefault(UnicodeScript.HANGUL, 0) * 100 >= all * HANGUL_SHARE_MIN) {
            return "ko";
        }
        if (letters.containsKey(UnicodeScript.HIRAGANA) || letters.containsKey(UnicodeScript.KATAKANA)) {
            return "ja";
        }
        UnicodeScript most = UnicodeScript.COMMON;
        for (var script : letters.entrySet()) {
            if (script.getValue() > letters.getOrDefault(most, 0)) {
                most = script.getKey();
            }
        }
        return ONE_LANGUAGE.getOrDefault(most, "");
    }
}

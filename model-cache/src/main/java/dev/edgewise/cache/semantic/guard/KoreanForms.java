package dev.edgewise.cache.semantic.guard;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes polite and short forms as the dictionary of Korean knows them, where it takes them for other words. */
final class KoreanForms {
    private static final Map<Pattern, String> PLAIN = new LinkedHashMap<>();

    static {
        // "Do not", in all its politeness; else it is read as "drink".
        form("(?<=지 ?)맙시다", "말자");
        form("(?<=지 ?)마십시오", "말아라");
        form("(?<=지 ?)마세요", "말아요");
        form("(?<=지 ?)마시지", "말아");
        form("(?<=지 ?)마셔", "말아");
        form("(?<=지 ?)마시", "말");
        form("(?<=[을를] )금(?=[합한해하])", "금지");
        form("큰일 나", "큰일나");
        form("큰일 ?(?:난|날|났|남)(?! ?뻔|짜|씨|았|은|겨|기)\\p{IsHangul}*", "큰일나");
        // Else read as "give me".
        form("(?<=(?:어떻게|뭐가|무엇이|얼마나|서로) ?)달라(?!\\p{IsHangul})", "달라요");
        form("(?<=\\p{IsHangul})선 (?=안 ?[되돼된됩])", "서는 ");
    }

    /** "다치지 않게 준비해" tells what for, "알려주지 않겠습니까" asks politely. */
    private static final Pattern DRESSES =
            Pattern.compile("않(?:게|도록)(?! ?(?:하|해|합|했|할|부탁|주의|조심|[.!?]|$)).*|않을까.*", Pattern.DOTALL);

    private static final Pattern POLITE = Pattern.compile("주(?:시)?지 ?$");

    private KoreanForms() {}

    /** Whether "않" at this place denies nothing that is wanted. */
    static boolean onlyDresses(String text, int at) {
        boolean polite = text.startsWith("않겠", at)
                && POLITE.matcher(text.substring(Math.max(0, at - 4), at)).find();
        return polite || DRESSES.matcher(text.substring(at)).matches();
    }

    private static void form(String polite, String plain) {
        PLAIN.put(Pattern.compile(polite), plain);
    }

    static String plain(String text) {
        String plain = text;
        for (var form : PLAIN.entrySet()) {
            plain = form.getKey().matcher(plain).replaceAll(form.getValue());
        }
        return plain;
    }
}

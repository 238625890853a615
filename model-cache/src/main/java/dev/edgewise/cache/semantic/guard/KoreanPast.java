package dev.edgewise.cache.semantic.guard;

/** Whether a Korean text tells what has been: "비가 왔어" is not "비가 와". */
final class KoreanPast {
    private static final char SYLLABLE_FIRST = '\uac00';
    private static final char SYLLABLE_LAST = '\ud7a3';

    /** Of so many final consonants, the 20th is that of the past. */
    private static final int FINALS = 28;

    private static final int PAST = 20;

    private KoreanPast() {}

    /** Whether one text is of the past and the other is not, and all their stems are the same. */
    static boolean apart(GuardText.Reading one, GuardText.Reading other, String first, String second) {
        return tells(first) != tells(second) && one.frame().equals(other.frame());
    }

    /**
     * A syllable with that final, but for "there is" and "would", a wish such as "알려줬으면", and what is remembered or quoted:
     * "언제였지" asks for a day to come as well.
     */
    private static boolean tells(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean past = c >= SYLLABLE_FIRST && c <= SYLLABLE_LAST && (c - SYLLABLE_FIRST) % FINALS == PAST;
            if (past && "있겠였셨".indexOf(c) < 0 && !text.startsWith("으면", at + 1) && !remembered(text, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean remembered(String text, int at) {
        char before = at > 0 ? text.charAt(at - 1) : ' ';
        char earlier = at > 1 ? text.charAt(at - 2) : ' ';
        return before == '있' || before == '이' || (before == ' ' || before == '고') && "로고".indexOf(earlier) >= 0;
    }
}

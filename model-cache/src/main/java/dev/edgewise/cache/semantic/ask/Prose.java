package dev.edgewise.cache.semantic.ask;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a text is one of ordinary words alone, in which blanks and the mark at the end say nothing. In doubt it is not. Pure. */
final class Prose {
    /** Longer texts, in chars, are not looked through. */
    private static final int CHARS_MAX = 2_000;

    /** A word of letters, a number, each with a mark of sentences behind it at most. */
    private static final Pattern WORD = Pattern.compile(
            "\u00bf?(?:[\\p{L}\\p{M}\\p{Nd}]+(?:['\u2019-][\\p{L}\\p{M}\\p{Nd}]+)*|\\p{Nd}+(?:[.,:]\\p{Nd}+)+\\p{L}{0,3})[,;:.!?]?");

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    /** Where a text speaks of signs, of blanks, or of what is typed, each of them may be the point. */
    private static final Set<String> LITERAL =
            words("regex regexes regexp regexps pattern patterns glob globs wildcard wildcards"
                    + " match matches matched matching grep sed awk echo echoes print prints printed printing output outputs typed string"
                    + " strings character characters char chars symbol symbols dot dots operator operators punctuation blank blanks space"
                    + " spaces whitespace spacing indent indentation width command commands syntax quote quoted literal literally escape"
                    + " unicode ascii token tokens expression expressions");

    private static final Pattern KOREAN_LITERAL =
            Pattern.compile("정규|패턴|문자열|글자|기호|부호|공백|띄어쓰|명령|출력|연산자|맞춤법|따옴표|마침표|물음표|느낌표");

    /** Beginnings of questions, which no name shares. */
    private static final Set<String> BEGINNINGS =
            words("what which who whom whose when where why how is are was were do does did"
                    + " can could should would have has had whats hows");

    /** Beginnings of questions that may be names. */
    private static final Set<String> ALSO_NAMES = words("will may might must shall am");

    /** Other beginnings which no name shares. */
    private static final Set<String> PLAIN = words(
            "tell give explain show write describe please the an i'm i've in on at for if"
                    + " there this that these those my your our their his her he she it we you they and or but so let help");

    private static final Set<String> ELSEWHERE =
            words("comment pourquoi quand quel quelle quels quelles combien wie wer wo wann"
                    + " warum welche welcher welches wieviel qu\u00e9 c\u00f3mo d\u00f3nde cu\u00e1ndo qui\u00e9n cu\u00e1l cu\u00e1nto come dove quando"
                    + " perch\u00e9 quanto onde");

    /** What makes a Korean text a question with or without a mark, unless it ends as a statement. */
    private static final Pattern KOREAN_ASKING =
            Pattern.compile("뭐|무엇|무슨|뭔|어디|언제|어떻게|어떤|어때|어떠|어느|얼마|누구|누가|왜|몇|(?:까|까요|나요|가요|습니까|냐|니)$");

    private static final String KOREAN_STATEMENT = "다";

    /** The same of a Japanese or Chinese one: words of two signs, for one alone may be a part of a name. */
    private static final Pattern ASKING = Pattern.compile("什么|什麼|怎么|怎麼|为什么|吗$|嗎$|なぜ|どう|どこ|どの|いつ|だれ|いくら|ですか$|ますか$");

    private Prose() {}

    private static Set<String> words(String listed) {
        return Set.of(listed.split(" ", -1));
    }

    /** Whether all of a text is ordinary words of one line. */
    static boolean is(String text) {
        if (text.isEmpty() || text.length() > CHARS_MAX || text.indexOf('\n') >= 0 || text.indexOf('\t') >= 0) {
            return false;
        }
        for (String word : BLANKS.split(text.strip(), -1)) {
            if (!ordinary(word) || LITERAL.contains(bare(word))) {
                return false;
            }
        }
        return !KOREAN_LITERAL.matcher(text).find();
    }

    /** Whether a text, whatever it has, ends in an ordinary word, and does not speak of signs. */
    static boolean ends(String text) {
        return text.length() <= CHARS_MAX && ordinary(text.substring(text.lastIndexOf(' ') + 1)) && !literal(text);
    }

    private static boolean ordinary(String word) {
        return WORD.matcher(word).matches() && !single(word);
    }

    private static boolean literal(String text) {
        for (String word : BLANKS.split(text, -1)) {
            if (LITERAL.contains(bare(word))) {
                return true;
            }
        }
        return KOREAN_LITERAL.matcher(text).find();
    }

    /** A letter of its own is a name; "a" and "I" are words, and so is a sign that is a syllable. */
    private static boolean single(String word) {
        String bare = bare(word);
        return bare.length() == 1
                && bare.charAt(0) < 0x250
                && !Character.isDigit(bare.charAt(0))
                && !"ai".contains(bare);
    }

    private static String bare(String word) {
        int end = word.length();
        while (end > 0 && !Character.isLetterOrDigit(word.charAt(end - 1))) {
            end--;
        }
        return word.substring(0, end).toLowerCase(Locale.ROOT).replace('\u2019', '\'');
    }

    /** Whether a text without the mark at its end asks all the same: "it rains" and "it rains?" are two things. */
    static boolean asks(String text) {
        String first = first(text);
        return asking(first)
                || ALSO_NAMES.contains(first)
                || ASKING.matcher(text).find()
                || !text.endsWith(KOREAN_STATEMENT)
                        && KOREAN_ASKING.matcher(text).find();
    }

    /** Whether the first letter of a text has its case from its place alone. */
    static boolean begins(String text) {
        String first = first(text);
        return asking(first) || PLAIN.contains(first);
    }

    private static boolean asking(String first) {
        int quote = first.indexOf('\'');
        return BEGINNINGS.contains(quote > 0 ? first.substring(0, quote) : first) || ELSEWHERE.contains(first);
    }

    private static String first(String text) {
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String word = text.substring(text.startsWith("\u00bf") ? 1 : 0, end);
        // An abbreviation has more than its first letter large.
        boolean abbreviated = word.length() > 1 && Character.isUpperCase(word.charAt(1));
        return abbreviated ? "" : bare(word);
    }
}

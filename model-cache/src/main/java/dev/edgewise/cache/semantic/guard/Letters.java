package dev.edgewise.cache.semantic.guard;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts of the same letters and digits, in which case or the beginnings of lines are all that tells them apart. */
final class Letters {
    /** What counts to the letter however a text is written: quotes, code, options of a command. */
    private static final Pattern LITERAL = Pattern.compile(
            "`[^`]{1,200}`|\"[^\"]{1,200}\"|(?<![\\p{L}\\p{N}])'[^']{1,200}'|(?<!\\S)-{1,2}[A-Za-z][\\w-]{0,40}");

    /** Where two blanks may be meant: within quotes and brackets, beside operators, and where blanks are spoken of. */
    private static final Pattern BLANKS_COUNT = Pattern.compile(
            "[\"`\u201c\u2018\u00ab\u300c\u300e(\\[{=|<>\\\\]|(?<![\\p{L}\\p{N}])'"
                    + "|\\b(?:blanks?|spaces?|whitespace|spacing|strings?|characters?|chars?|prints?|printed|echo)\\b"
                    + "|공백|띄어쓰|문자열|글자|출력",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    private Letters() {}

    /** The rule by which two texts are told apart that differ in nothing else, or null. */
    static @Nullable GuardRule apart(GuardText first, GuardText second) {
        return first.reading().squeezed().equals(second.reading().squeezed())
                ? apart(first.text(), second.text())
                : null;
    }

    /** The same for texts of which is known that they are of the same letters and digits. */
    static @Nullable GuardRule apart(String first, String second) {
        String own = letters(first);
        String other = letters(second);
        if (misquoted(first, other) || misquoted(second, own) || !indents(first).equals(indents(second))) {
            return GuardRule.QUOTE;
        }
        if (blanks(first, second)) {
            return GuardRule.QUOTE;
        }
        if (name(first) && name(second) && !own.isEmpty() && !other.isEmpty() && own.charAt(0) != other.charAt(0)) {
            return GuardRule.CONTENT;
        }
        // Who writes all in one case says nothing by it.
        boolean meant = cased(own) && cased(other) && !own.substring(1).equals(other.substring(1));
        return meant || alone(first) && !own.equals(other) ? GuardRule.CONTENT : null;
    }

    /** Whether two blanks stand in one line of a text where one stands in the other, and may be meant. */
    private static boolean blanks(String first, String second) {
        if (first.indexOf("  ") < 0 && second.indexOf("  ") < 0
                || first.indexOf('\n') >= 0
                || !BLANKS_COUNT.matcher(first).find()
                        && !BLANKS_COUNT.matcher(second).find()) {
            return false;
        }
        return !runs(first).equals(runs(second));
    }

    /** How many blanks stand between two words, word by word, those at the ends of sentences aside. */
    private static String runs(String text) {
        var runs = new StringBuilder();
        Matcher matcher = BLANKS.matcher(text.strip());
        String body = text.strip();
        while (matcher.find()) {
            // Of blanks that strip() leaves, a text may begin with one.
            boolean sentence = matcher.start() > 0 && ".?!".indexOf(body.charAt(matcher.start() - 1)) >= 0;
            runs.append(sentence ? 1 : Math.min(9, matcher.end() - matcher.start()));
        }
        return runs.toString();
    }

    /** Whether the first word is a Latin letter that is a name. */
    private static boolean name(String text) {
        String body = text.strip();
        return body.length() > 1
                && Character.isLetter(body.charAt(0))
                && !Character.isLetterOrDigit(body.charAt(1))
                && body.charAt(1) != '\''
                && "aAiI".indexOf(body.charAt(0)) < 0;
    }

    /** Whether what a text has to the letter stands in another case in the other, in quotes or not. */
    private static boolean misquoted(String text, String others) {
        Matcher matcher = LITERAL.matcher(text);
        int read = 0;
        int at = 0;
        while (matcher.find()) {
            String literal = letters(matcher.group());
            at += letters(text.substring(read, matcher.start())).length();
            read = matcher.start();
            if (!others.startsWith(literal, at)) {
                return true;
            }
        }
        return false;
    }

    /** How far each line but the first is indented; nothing where none is, for a line break alone says nothing. */
    private static String indents(String text) {
        String body = text.strip();
        var indents = new StringBuilder();
        boolean some = false;
        for (int at = body.indexOf('\n'); at >= 0; at = body.indexOf('\n', at + 1)) {
            int from = at + 1;
            while (body.charAt(from) == ' ' || body.charAt(from) == '\t') {
                from++;
            }
            if (body.charAt(from) != '\n' && body.charAt(from) != '\r') {
                indents.append(body, at, from);
                some |= from > at + 1;
            }
        }
        return some ? indents.toString() : "";
    }

    private static String letters(String text) {
        var letters = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFKC)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }

    /** Whether it is one word, whose first letter begins no sentence. */
    private static boolean alone(String text) {
        return text.strip().chars().noneMatch(Character::isWhitespace);
    }

    /** Whether it has capitals and small letters. */
    private static boolean cased(String letters) {
        return letters.codePoints().anyMatch(Character::isUpperCase)
                && letters.codePoints().anyMatch(Character::isLowerCase);
    }
}

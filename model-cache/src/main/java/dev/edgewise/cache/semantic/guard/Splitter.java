package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Splits a text into words, numbers, codes and signs, of any script; endings stay on. */
final class Splitter {
    private static final Set<String> BARE_NOT = Set.of(
            "dont",
            "doesnt",
            "didnt",
            "isnt",
            "arent",
            "wasnt",
            "werent",
            "cant",
            "couldnt",
            "wont",
            "wouldnt",
            "shouldnt",
            "hasnt",
            "havent",
            "hadnt",
            "aint",
            "mustnt",
            "neednt");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Splitter(String text) {
        this.text = text;
    }

    /** The tokens of a text in order; the stem is the word in lower case. */
    static List<Token> split(String text) {
        var splitter = new Splitter(text);
        while (splitter.at < text.length()) {
            splitter.next();
        }
        return splitter.tokens;
    }

    private void next() {
        int c = text.codePointAt(at);
        if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
            at += Character.charCount(c);
        } else if (c == '\\') {
            symbol(c);
        } else if (alone(c)) {
            add(text.substring(at, at + Character.charCount(c)), Kind.WORD);
        } else if (Character.isLetterOrDigit(c)) {
            run();
        } else {
            symbol(c);
        }
    }

    /** Scripts without spaces between words: every sign is a token. */
    private static boolean alone(int c) {
        var script = Character.UnicodeScript.of(c);
        return script == Character.UnicodeScript.HAN
                || script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA
                || script == Character.UnicodeScript.THAI;
    }

    static boolean hangul(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL;
    }

    private void symbol(int c) {
        String sign = text.substring(at, at + Character.charCount(c));
        tokens.add(new Token(sign, sign, Kind.SYMBOL, at));
        at += sign.length();
    }

    private void run() {
        int end = at;
        boolean letters = false;
        boolean digits = false;
        boolean hangul = hangul(text.codePointAt(at));
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (Character.isDigit(c) && !hangul) {
                digits = true;
            } else if (Character.isLetter(c) && !alone(c) && hangul(c) == hangul || mark(c)) {
                letters = true;
            } else if (!inner(c, end, hangul)) {
                break;
            }
            end += Character.charCount(c);
        }
        String word = text.substring(at, end);
        if (digits && letters) {
            add(word, Kind.CODE);
        } else if (digits) {
            add(word, Kind.NUMBER);
        } else if (end < text.length()
                && (text.startsWith("++", end) || text.charAt(end) == '#')
                && word.length() == 1) {
            add(text.substring(at, end + (text.charAt(end) == '#' ? 1 : 2)), Kind.WORD);
        } else {
            word(word);
        }
    }

    private static boolean mark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** Signs that stay inside: the apostrophe, the point and comma of a number, the hyphen of a code such as F-16. */
    private boolean inner(int c, int where, boolean hangul) {
        if (hangul || where + 1 >= text.length() || where == at) {
            return false;
        }
        char before = text.charAt(where - 1);
        char after = text.charAt(where + 1);
        return switch (c) {
            case '\'' -> Character.isLetter(before) && Character.isLetter(after) && !hangul(after);
            case '.' -> Character.isDigit(before) && Character.isDigit(after);
            case ',' -> Character.isDigit(before) && thousand(where + 1);
            case '-' -> Character.isLetter(before) && Character.isDigit(after);
            case '_' -> Character.isLetterOrDigit(before) && Character.isLetterOrDigit(after);
            default -> false;
        };
    }

    private boolean thousand(int from) {
        int digits = 0;
        while (from + digits < text.length() && Character.isDigit(text.charAt(from + digits))) {
            digits++;
        }
        // Two at a time are an Indian lakh.
        return digits == 3 || digits == 2;
    }

    /** A word, its shortened "not" apart from it. */
    private void word(String word) {
        String low = word.toLowerCase(Locale.ROOT);
        int quote = low.indexOf('\'');
        if (low.length() > 3 && low.endsWith("n't") || BARE_NOT.contains(low)) {
            String verb = low.endsWith("n't") ? low.substring(0, low.length() - 3) : low.substring(0, low.length() - 2);
            verb = verb.equals("ca") ? "can" : verb.equals("wo") ? "will" : verb;
            tokens.add(new Token(word, verb, Kind.WORD, at));
            tokens.add(new Token("not", "not", Kind.WORD, at + word.length() - 2));
            at += word.length();
        } else if (low.equals("cannot")) {
            tokens.add(new Token(word, "can", Kind.WORD, at));
            tokens.add(new Token("not", "not", Kind.WORD, at + 3));
            at += word.length();
        } else if (quote > 0 && low.length() - quote <= 3) {
            tokens.add(new Token(word.substring(0, quote), low.substring(0, quote), Kind.WORD, at));
            at += word.length();
        } else {
            add(word, Kind.WORD);
        }
    }

    private void add(String word, Kind kind) {
        String stem = word.toLowerCase(Locale.ROOT);
        tokens.add(new Token(word, kind == Kind.CODE ? stem.replace("-", "") : stem, kind, at));
        at += word.length();
    }
}

package dev.edgewise.cache.semantic.guard;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * What a text says in signs and not in words: pictures, operators, options of commands, forms that were chosen for what
 * they are. Embedders know few of them and take one for the other, so two texts have the same ones in the same order. Marks
 * of sentences, brackets, hyphens and signs of units are no such signs. Pure.
 */
final class Signs {
    /** Texts that speak of patterns: there each mark may be one of them. */
    private static final Pattern PATTERNS = Pattern.compile(
            "\\b(?:reg(?:ex|exp|exes|exps)|regular expressions?|globs?|wildcards?)\\b|정규 ?표?현?식|\\(\\?|\\.\\*|\\[(?:0-9|a-z)|\\\\[dws]",
            Pattern.CASE_INSENSITIVE);

    private static final char WIDE_FIRST = '\uff01';
    private static final char WIDE_LAST = '\uff5e';
    private static final int WIDE_OFFSET = WIDE_FIRST - '!';

    private final String text;
    private final boolean patterns;
    private final boolean mixed;
    private final StringBuilder signs = new StringBuilder();
    private int last = -1;

    /** The run of marks that was looked at last, and that of hyphens: long ones are measured once, not at each of them. */
    private Run marks = Run.NONE;

    private Run hyphens = Run.NONE;
    private Run dotted = Run.NONE;
    private boolean dots;

    /** @param to the first place behind it */
    private record Run(int from, int to) {
        static final Run NONE = new Run(0, 0);

        boolean has(int at) {
            return at >= from && at < to;
        }
    }

    private Signs(String text) {
        this.text = text;
        this.patterns = maybePatterns(text) && PATTERNS.matcher(text).find();
        this.mixed = text.chars().anyMatch(c -> wide(c) && Character.isLetterOrDigit(c))
                && text.chars().anyMatch(c -> c < 0x80 && Character.isLetterOrDigit(c));
    }

    private static boolean maybePatterns(String text) {
        return text.contains("eg")
                || text.contains("EG")
                || text.contains("lob")
                || text.contains("ildcard")
                || text.contains("정규")
                || text.contains("(?")
                || text.contains(".*")
                || text.indexOf('[') >= 0
                || text.indexOf('\\') >= 0;
    }

    /** The signs of a text in order, those that stand together without a blank between them. */
    static String read(String written) {
        String text = Normalizer.normalize(RaisedDigits.apart(written), Normalizer.Form.NFC);
        if (quiet(text)) {
            return "";
        }
        var reading = new Signs(text);
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            reading.look(at);
        }
        return reading.signs.toString();
    }

    /** Whether there is but letters, digits, blanks and commas, and one mark behind a word at the end. */
    private static boolean quiet(String text) {
        int end = text.length();
        if (end > 2
                && mark(text.charAt(end - 1))
                && Character.isLetter(text.charAt(end - 2))
                && Character.isLetter(text.charAt(end - 3))) {
            end--;
        }
        for (int at = 0; at < end; at++) {
            char c = text.charAt(at);
            if (c != ' ' && c != ',' && (!Character.isLetterOrDigit(c) || wide(c))) {
                return false;
            }
        }
        return end == text.length() || !maybePatterns(text);
    }

    private void look(int at) {
        int c = text.codePointAt(at);
        if (wide(c)) {
            lookWide(at, c);
        } else if (c >= 0x80) {
            if (picture(c, at)) {
                add(at, plain(c));
            }
        } else if (!Character.isLetterOrDigit(c) && c > ' ' && counts((char) c, at)) {
            add(at, String.valueOf((char) c));
            if (c == '-' && word(at + 1)) {
                option(at + 1);
            } else if (c == '+' && at > 0 && text.charAt(at - 1) == '+' && word(at + 1)) {
                // ++a is not a++.
                signs.append('_');
            }
        }
    }

    private static boolean wide(int c) {
        return c >= WIDE_FIRST && c <= WIDE_LAST;
    }

    /** A full-width letter counts beside narrow ones or alone, a sign where it is behind no word. */
    private void lookWide(int at, int c) {
        if (Character.isLetterOrDigit(c)) {
            boolean alone = !wideWord(at - 1) && !wideWord(at + 1);
            if (mixed || alone) {
                add(at, String.valueOf((char) c));
            }
        } else if (!word(at - 1)) {
            add(at, String.valueOf((char) c));
        } else if (counts((char) (c - WIDE_OFFSET), at)) {
            add(at, String.valueOf((char) (c - WIDE_OFFSET)));
        }
    }

    private boolean wideWord(int at) {
        return word(at) && wide(text.charAt(at));
    }

    private void add(int at, String sign) {
        if (last >= 0 && last != at) {
            signs.append(' ');
        }
        signs.append(sign);
        last = at + Character.charCount(text.codePointAt(at));
    }

    /** The name of an option such as {@code -a} or {@code --hard}. */
    private void option(int from) {
        int end = from;
        while (word(end) || end < text.length() && text.charAt(end) == '-') {
            end++;
        }
        signs.append(text, from, end);
        last = end;
    }

    /** Whether a character beyond ASCII is a picture or an operator. */
    private boolean picture(int c, int at) {
        return switch (c) {
            // Units, and numbers.
            case '\u00b0', '\u2103', '\u2109', '\u2116', '\u2121' -> false;
            // Sloppy apostrophes, and marks behind a name.
            case '\u00b4', '\u02bc', '\u00a9', '\u00ae', '\u2122', '\u2120' -> !word(at - 1);
            case '\u3002' -> !word(at - 1);
            case '\u2018', '\u2019', '\u2032' -> prime(at);
            // How a picture is drawn.
            case '\ufe0e', '\ufe0f' -> false;
            default ->
                switch (Character.getType(c)) {
                    case Character.OTHER_SYMBOL,
                            Character.MATH_SYMBOL,
                            Character.MODIFIER_SYMBOL,
                            Character.ENCLOSING_MARK,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED -> true;
                    // What joins pictures, and what makes a flag of a part of a country.
                    case Character.FORMAT -> c == '\u200d' || c >= 0xe0020 && c <= 0xe007f;
                    case Character.CURRENCY_SYMBOL -> !Units.known(Character.toString(c));
                    default -> false;
                };
        };
    }

    /** Operators of which there are two ways to write them. */
    private static String plain(int c) {
        return switch (c) {
            case '\u00d7', '\u22c5', '\u2217' -> "*";
            case '\u00f7', '\u2215' -> "/";
            case '\u2212' -> "-";
            case '\u2264' -> "<=";
            case '\u2265' -> ">=";
            case '\u2260' -> "!=";
            case '\u2192' -> "->";
            case '\u2190' -> "<-";
            case '\u21d2' -> "=>";
            default -> Character.toString(c);
        };
    }

    /** Whether a sign of ASCII is more here than a mark of a sentence, a bracket, a hyphen or a unit. */
    private boolean counts(char c, int at) {
        boolean behind = word(at - 1);
        boolean before = word(at + 1);
        return switch (c) {
            case '.', '?', '!', ':', ';', ',' -> marks(c, at);
            case '\'' -> prime(at);
            case '"', '`' -> false;
            case '(' -> false;
            case ')' -> last == at && at > 0 && !word(at - 1) && text.charAt(at - 1) != '(';
            case '-' -> minus(at);
            case '/', '&' -> joint(c, at, behind, before);
            case '%' -> !digit(at - 1) && !(blank(at - 1) && (digit(at - 2) || blank(at + 1) && !single(at - 2)));
            case '$' -> !digit(at - 1) && !digit(at + 1) && !(blank(at + 1) || at + 1 == text.length());
            case '#' -> !digit(at + 1) && !(behind && single(at - 1));
            case '+' -> !cPlusPlus(at);
            case '~' -> !behind && at + 1 < text.length() && text.charAt(at + 1) != '~';
            case '@', '_' -> !(behind && before);
            default -> true;
        };
    }

    /** A slash or an "and" between names of one letter, or at a word with nothing on its other side. */
    private boolean joint(char c, int at, boolean behind, boolean before) {
        if (behind && before) {
            return single(at - 1) && single(at + 1) && !Character.isUpperCase(text.charAt(at - 1));
        }
        if (blank(at - 1) && blank(at + 1)) {
            return single(at - 2) && single(at + 2);
        }
        boolean slip = behind && blank(at + 1) && !single(at - 1) || c == '&' && digit(at + 1) && digit(at - 2);
        return !slip;
    }

    /** Marks of sentences count where they stand behind no word or before one, and a single "!" behind a number or a name of one letter. */
    private boolean marks(char c, int at) {
        if (mark(c) && !marks.has(at)) {
            marks = run(at, Signs::mark);
        }
        Run run = mark(c) ? marks : run(at, Signs::mark);
        int from = run.from();
        int to = run.to();
        if (c == ',' || (c == '.' || c == ':' || c == ';') && word(at - 1) && word(at + 1)) {
            return false;
        }
        boolean ends = to == text.length() || blank(to) || closes(text.charAt(to));
        if (!ends) {
            // "$?x", ":(", "!x", "./a"; behind a word it is a slip: "so?then".
            return !word(from - 1) && !closing(from - 1);
        }
        if (patterns && (c == '?' || c == '.') && from > 0 && !blank(from - 1)) {
            return c == '?' || to - from > 1;
        }
        if (word(from - 1)) {
            boolean name = single(from - 1);
            return c == '!' && to - from == 1 && (digit(from - 1) || name) || name && to - from > 1;
        }
        if (from == 0 || blank(from - 1)) {
            // "I know . What now?" is a slip, "git add ." is not.
            boolean goesOn = to + 1 < text.length() && Character.isUpperCase(text.charAt(to + 1)) && to - from == 1;
            return c == '.' && !goesOn || to - from > 1 && !asking(run);
        }
        return !closing(from - 1);
    }

    /** Whether a run of marks is one of "?!". */
    private boolean asking(Run run) {
        if (!dotted.equals(run)) {
            dotted = run;
            dots = text.substring(run.from(), run.to()).chars().anyMatch(c -> c != '?' && c != '!');
        }
        return !dots;
    }

    /** The run of such signs around a place, which need not be one of them itself. */
    private Run run(int at, CharPredicate of) {
        int from = at;
        while (from > 0 && of.test(text.charAt(from - 1))) {
            from--;
        }
        int to = at + 1;
        while (to < text.length() && of.test(text.charAt(to))) {
            to++;
        }
        return new Run(from, to);
    }

    /** A kind of sign. */
    @FunctionalInterface
    private interface CharPredicate {
        boolean test(char c);
    }

    private static boolean mark(char c) {
        return c == '.' || c == '?' || c == '!';
    }

    private static boolean closes(char c) {
        return ")]}\"'\u201d\u2019\u00bb".indexOf(c) >= 0;
    }

    /** Whether what stands there ends a word of another kind: a quote, a bracket, a percent, a picture. */
    private boolean closing(int at) {
        if (at < 0) {
            return false;
        }
        char c = text.charAt(at);
        if (c == '+' || c == '#') {
            // C++, C#, and what is above: "21+".
            return word(at - 1) || word(at - 2);
        }
        return c >= 0x80 || ")]}\"'`%-,:;".indexOf(c) >= 0;
    }

    /** The prime of f'(x). */
    private boolean prime(int at) {
        boolean behind = single(at - 1) || last == at;
        return behind && at + 1 < text.length() && (text.charAt(at + 1) == '(' || text.charAt(at + 1) == '\'');
    }

    /** A minus before a number, an option, a part of an arrow or of "--"; not a hyphen or a dash. */
    private boolean minus(int at) {
        boolean doubled = at > 0 && text.charAt(at - 1) == '-' || at + 1 < text.length() && text.charAt(at + 1) == '-';
        if (doubled) {
            if (!hyphens.has(at)) {
                hyphens = run(at, c -> c == '-');
            }
            return word(hyphens.from() - 1) != word(hyphens.to()) && hyphens.to() - hyphens.from() == 2;
        }
        if (word(at - 1) || blank(at + 1) && at > 0 && blank(at - 1) || blank(at + 1) || at + 1 == text.length()) {
            return last == at && at > 0 && !word(at - 1) && !blank(at - 1);
        }
        return true;
    }

    private boolean cPlusPlus(int at) {
        char c = at > 0 ? text.charAt(at - 1) : ' ';
        char d = at > 1 ? text.charAt(at - 2) : ' ';
        return c == 'c' || c == 'C' || c == '+' && (d == 'c' || d == 'C');
    }

    private boolean word(int at) {
        return at >= 0
                && at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at))
                        || Character.getType(text.charAt(at)) == Character.NON_SPACING_MARK
                                && text.charAt(at) != '\ufe0f');
    }

    private boolean digit(int at) {
        return at >= 0 && at < text.length() && Character.isDigit(text.charAt(at));
    }

    private boolean blank(int at) {
        return at < 0 || at < text.length() && Character.isWhitespace(text.charAt(at));
    }

    /** Whether one Latin letter or one digit stands there alone. */
    private boolean single(int at) {
        return word(at)
                && text.charAt(at) < 0x250
                && !word(at - 1)
                && !word(at + 1)
                && (at == 0 || text.charAt(at - 1) != '.' && text.charAt(at - 1) != '\'');
    }
}

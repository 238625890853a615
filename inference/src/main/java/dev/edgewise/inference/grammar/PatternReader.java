package dev.edgewise.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a regular expression of ECMA-262: characters, classes, groups, alternatives and counts, with {@code ^} and {@code $}
 * at the ends. What looks around, looks back, or names kinds of Unicode is refused. One use.
 */
final class PatternReader {
    /** Longest expression, in characters. */
    private static final int LENGTH_MAX = 1_000;

    /** Deepest nesting of groups. */
    private static final int DEPTH_MAX = 32;

    /** Largest count in braces. */
    private static final int COUNT_MAX = 2_000;

    /** Most characters in an expression, each as often as it is counted. */
    private static final int SIZE_MAX = 4_000;

    /** The same where a count stands within a count. */
    private static final int NESTED_SIZE_MAX = 256;

    private static final CodePoints LINE_ENDS = CodePoints.of("\n\r\u2028\u2029");
    private static final int END = -1;

    private final JsonRules json;
    private final Rules rules;
    private final String pattern;
    private final int[] text;
    private int at;

    private PatternReader(JsonRules json, String pattern) {
        this.json = json;
        this.rules = json.rules;
        this.pattern = pattern;
        this.text = pattern.codePoints().toArray();
    }

    /**
     * What the characters of a string must be.
     *
     * @throws GrammarException if it is no such expression; the message says what in it is not known
     */
    static PatternPart read(JsonRules json, String pattern) throws GrammarException {
        var reader = new PatternReader(json, pattern);
        if (pattern.length() > LENGTH_MAX) {
            throw reader.refused("is longer than " + LENGTH_MAX + " characters");
        }
        return reader.whole();
    }

    /** Alternatives that may each be tied to the string's ends. */
    private PatternPart whole() throws GrammarException {
        PatternPart anything = new PatternPart.Counted(new PatternPart.One(json.character), 0, Integer.MAX_VALUE);
        List<PatternPart> alternatives = new ArrayList<>();
        do {
            boolean fromStart = take('^');
            PatternPart piece = sequence(0);
            boolean toEnd = take('$');
            List<PatternPart> all = new ArrayList<>();
            if (!fromStart) {
                all.add(anything);
            }
            all.add(piece);
            if (!toEnd) {
                all.add(anything);
            }
            alternatives.add(new PatternPart.Sequence(all));
        } while (take('|'));
        if (at < text.length) {
            throw unknown();
        }
        return new PatternPart.Choice(alternatives);
    }

    private PatternPart alternatives(int depth) throws GrammarException {
        if (depth > DEPTH_MAX) {
            throw refused("is nested deeper than " + DEPTH_MAX);
        }
        List<PatternPart> alternatives = new ArrayList<>();
        do {
            alternatives.add(sequence(depth));
        } while (take('|'));
        return new PatternPart.Choice(alternatives);
    }

    private PatternPart sequence(int depth) throws GrammarException {
        List<PatternPart> parts = new ArrayList<>();
        while (peek() != END && peek() != '|' && peek() != ')' && peek() != '$') {
            parts.add(counted(atom(depth)));
        }
        return new PatternPart.Sequence(parts);
    }

    private PatternPart counted(PatternPart one) throws GrammarException {
        int min;
        int max;
        if (take('*')) {
            min = 0;
            max = Integer.MAX_VALUE;
        } else if (take('+')) {
            min = 1;
            max = Integer.MAX_VALUE;
        } else if (take('?')) {
            min = 0;
            max = 1;
        } else if (take('{')) {
            min = number();
            max = take(',') ? (peek() == '}' ? Integer.MAX_VALUE : number()) : min;
            if (!take('}') || min > max) {
                throw unknown();
            }
        } else {
            return one;
        }
        // Which of several ways is taken matters to who searches, not to what matches.
        take('?');
        if (one.mayBeEmpty() && max > 1) {
            throw refused("repeats what may be nothing");
        }
        var counted = new PatternPart.Counted(one, min, max);
        boolean counts = max > 1 && max < Integer.MAX_VALUE;
        // Counts within counts can be read in as many ways as they multiply to, each followed by itself.
        int most = one.varies() && counts ? NESTED_SIZE_MAX : SIZE_MAX;
        if (counted.size() > most) {
            throw refused("counts to more than " + most + " characters");
        }
        return counted;
    }

    private int number() throws GrammarException {
        int value = 0;
        int begin = at;
        while (peek() >= '0' && peek() <= '9') {
            value = value * 10 + (text[at++] - '0');
            if (value > COUNT_MAX) {
                throw refused("counts beyond " + COUNT_MAX);
            }
        }
        if (at == begin) {
            throw unknown();
        }
        return value;
    }

    private PatternPart atom(int depth) throws GrammarException {
        int character = text[at++];
        return switch (character) {
            case '(' -> {
                if (take('?') && !take(':')) {
                    at--;
                    throw unknown();
                }
                PatternPart group = alternatives(depth + 1);
                if (!take(')')) {
                    throw unknown();
                }
                yield group;
            }
            case '[' -> one(characterClass());
            case '.' -> one(LINE_ENDS.complement());
            case '\\' -> one(escaped());
            case '*', '+', '?', '{', '}', ']', '^' -> {
                at--;
                throw unknown();
            }
            default -> one(CodePoints.of(character, character));
        };
    }

    private PatternPart one(CodePoints characters) throws GrammarException {
        return new PatternPart.One(rules.shared(characters.name(), () -> characters.symbol(rules)));
    }

    private CodePoints characterClass() throws GrammarException {
        boolean others = take('^');
        var set = new CodePoints();
        while (!take(']')) {
            if (peek() == END) {
                throw unknown();
            }
            int before = at;
            CodePoints first = text[at++] == '\\' ? escaped() : CodePoints.of(text[before], text[before]);
            int from = single(before);
            if (peek() == '-' && at + 1 < text.length && text[at + 1] != ']') {
                at++;
                int second = at;
                if (text[at++] == '\\') {
                    escaped();
                }
                int to = single(second);
                if (from < 0 || to < from) {
                    at = before;
                    throw unknown();
                }
                set.add(from, to);
            } else {
                set.add(first);
            }
        }
        return others ? set.complement() : set;
    }

    /** The character that was read from a place on; −1 where it was a kind of characters. */
    private int single(int from) throws GrammarException {
        if (text[from] != '\\') {
            return text[from];
        }
        return "dDwWsS".indexOf(text[from + 1]) >= 0 ? END : value(from + 1);
    }

    /** Behind a backslash. */
    private CodePoints escaped() throws GrammarException {
        int place = at;
        int kind = peek();
        at++;
        return switch (kind) {
            case 'd' -> CodePoints.of('0', '9');
            case 'D' -> CodePoints.of('0', '9').complement();
            case 'w' -> word();
            case 'W' -> word().complement();
            case 's' -> blank();
            case 'S' -> blank().complement();
            default -> {
                int value = value(place);
                at = place + length(place);
                yield CodePoints.of(value, value);
            }
        };
    }

    private static CodePoints word() {
        return CodePoints.of("_").add('a', 'z').add('A', 'Z').add('0', '9');
    }

    private static CodePoints blank() {
        return CodePoints.of("\t\n\u000b\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff")
                .add(0x2000, 0x200A);
    }

    private int value(int place) throws GrammarException {
        int kind = place < text.length ? text[place] : END;
        return switch (kind) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'v' -> 0x0B;
            case '0' -> 0;
            case 'x', 'u' -> hex(place + 1, length(place) - 1);
            default -> {
                if (kind == END || Character.isLetterOrDigit(kind)) {
                    at = Math.min(place, text.length);
                    throw unknown();
                }
                yield kind;
            }
        };
    }

    /** Characters that an escape takes behind its backslash. */
    private int length(int place) {
        return switch (text[place]) {
            case 'x' -> 3;
            case 'u' -> 5;
            default -> 1;
        };
    }

    private int hex(int from, int digits) throws GrammarException {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = i < text.length ? Character.digit(text[i], 16) : -1;
            if (digit < 0) {
                at = Math.min(from, text.length);
                throw unknown();
            }
            value = value * 16 + digit;
        }
        if (Character.MIN_SURROGATE <= value && value <= Character.MAX_SURROGATE) {
            throw refused("names half of a character");
        }
        return value;
    }

    private int peek() {
        return at < text.length ? text[at] : END;
    }

    private boolean take(int character) {
        if (peek() != character) {
            return false;
        }
        at++;
        return true;
    }

    private GrammarException unknown() {
        return refused("has something at character " + (at + 1) + " that cannot be enforced here");
    }

    private GrammarException refused(String why) {
        return new GrammarException("the pattern " + pattern.substring(0, Math.min(pattern.length(), 80)) + ' ' + why);
    }
}

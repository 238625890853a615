package dev.edgewise.inference.token;

import java.util.Optional;

/**
 * Where byte-level vocabularies cut texts into words, before these are cut into tokens: the published regular expressions of
 * GPT-2, of GPT-4 and Llama 3, and of Qwen 2, each as one pass over the text.
 */
enum WordRule {
    /** Nowhere. */
    WHOLE(""),
    /** Letters, numbers or others, with a blank before them; then blanks. */
    GPT_2("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
    /** Letters with any one sign before them, up to three digits, others with the ends of lines after them, blanks. */
    LLAMA_3("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
    /** The same with each digit alone. */
    QWEN_2("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

    private static final int ASCII = 128;

    private static final byte OTHER = 0;
    private static final byte LETTER = 1;
    private static final byte NUMBER = 2;
    private static final byte SPACE = 3;

    private static final int LETTERS = 1 << Character.UPPERCASE_LETTER
            | 1 << Character.LOWERCASE_LETTER
            | 1 << Character.TITLECASE_LETTER
            | 1 << Character.MODIFIER_LETTER
            | 1 << Character.OTHER_LETTER;
    private static final int NUMBERS =
            1 << Character.DECIMAL_DIGIT_NUMBER | 1 << Character.LETTER_NUMBER | 1 << Character.OTHER_NUMBER;

    /** What each of the first characters is. */
    private static final byte[] FIRST = new byte[ASCII];

    static {
        for (int character = 0; character < ASCII; character++) {
            FIRST[character] = kindOf(character);
        }
    }

    private final String pattern;

    WordRule(String pattern) {
        this.pattern = pattern;
    }

    /** The rule that a regular expression says; empty for any but the published ones. */
    static Optional<WordRule> of(String pattern) {
        for (WordRule rule : values()) {
            if (rule != WHOLE && rule.pattern.equals(pattern)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** The end of the word that begins at a place; {@code from} is before {@code to}, and there are no halves of characters. */
    int end(char[] text, int from, int to) {
        return switch (this) {
            case WHOLE -> to;
            case GPT_2 -> plain(text, from, to);
            case LLAMA_3 -> signed(text, from, to, 3);
            case QWEN_2 -> signed(text, from, to, 1);
        };
    }

    private static int plain(char[] text, int from, int to) {
        int mark = text[from] == '\'' ? shortened(text, from, to, false) : from;
        if (mark > from) {
            return mark;
        }
        int begin = text[from] == ' ' && from + 1 < to ? from + 1 : from;
        byte kind = kind(text, begin, to);
        return kind == SPACE ? blanks(text, from, to) : run(text, begin, to, kind);
    }

    private static int signed(char[] text, int from, int to, int digitsMax) {
        int mark = text[from] == '\'' ? shortened(text, from, to, true) : from;
        if (mark > from) {
            return mark;
        }
        byte kind = kind(text, from, to);
        if (kind == LETTER) {
            return run(text, from, to, LETTER);
        }
        if (kind == NUMBER) {
            return numbers(text, from, to, digitsMax);
        }
        int next = from + Character.charCount(Character.codePointAt(text, from, to));
        byte following = next < to ? kind(text, next, to) : SPACE;
        if (following == LETTER && !isLineEnd(text[from])) {
            return run(text, next, to, LETTER);
        }
        if (kind == OTHER || text[from] == ' ' && following == OTHER) {
            int end = run(text, next, to, OTHER);
            while (end < to && isLineEnd(text[end])) {
                end++;
            }
            return end;
        }
        int end = run(text, from, to, SPACE);
        for (int i = end; i > from; i--) {
            if (isLineEnd(text[i - 1])) {
                return i;
            }
        }
        return blanks(text, from, to);
    }

    /** Blanks, without the last where something follows them, which takes it. */
    private static int blanks(char[] text, int from, int to) {
        int end = run(text, from, to, SPACE);
        return end < to && end - from > 1 ? end - 1 : end;
    }

    private static int numbers(char[] text, int from, int to, int most) {
        int end = from;
        for (int i = 0; i < most && end < to && kind(text, end, to) == NUMBER; i++) {
            end += Character.charCount(Character.codePointAt(text, end, to));
        }
        return end;
    }

    private static int run(char[] text, int from, int to, byte kind) {
        int end = from;
        while (end < to) {
            char character = text[end];
            if (character < ASCII) {
                if (FIRST[character] != kind) {
                    return end;
                }
                end++;
            } else {
                int whole = Character.codePointAt(text, end, to);
                if (kindOf(whole) != kind) {
                    return end;
                }
                end += Character.charCount(whole);
            }
        }
        return end;
    }

    /**
     * The end of {@code 's}, {@code 'll} and the like.
     *
     * @param from where the apostrophe stands, which is the end where it is none of them
     */
    private static int shortened(char[] text, int from, int to, boolean anyCase) {
        char first = from + 1 < to ? lower(text[from + 1], anyCase) : 0;
        char second = from + 2 < to ? lower(text[from + 2], anyCase) : 0;
        return switch (first) {
            case 's', 't', 'm', 'd' -> from + 2;
            case 'r', 'v' -> second == 'e' ? from + 3 : from;
            case 'l' -> second == 'l' ? from + 3 : from;
            default -> from;
        };
    }

    private static char lower(char character, boolean anyCase) {
        if (anyCase && character >= 'A' && character <= 'Z') {
            return (char) (character + ('a' - 'A'));
        }
        // The long s.
        return anyCase && character == '\u017F' ? 's' : character;
    }

    private static boolean isLineEnd(char character) {
        return character == '\r' || character == '\n';
    }

    private static byte kind(char[] text, int at, int to) {
        char character = text[at];
        return character < ASCII ? FIRST[character] : kindOf(Character.codePointAt(text, at, to));
    }

    private static byte kindOf(int character) {
        int type = 1 << Character.getType(character);
        if ((type & LETTERS) != 0) {
            return LETTER;
        }
        if ((type & NUMBERS) != 0) {
            return NUMBER;
        }
        boolean space = Character.isSpaceChar(character) || character >= '\t' && character <= '\r' || character == 0x85;
        return space ? SPACE : OTHER;
    }
}

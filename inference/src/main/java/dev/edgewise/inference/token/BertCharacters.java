package dev.edgewise.inference.token;

import java.text.Normalizer;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What BERT's normalizer and pre-tokenizer make of one character: both treat each by itself, which is why a table can do
 * their work. Filled where it is read, 256 characters at a time. Any thread.
 */
final class BertCharacters {
    /** Left out. */
    static final byte DROPPED = 0;
    /** Ends a word. */
    static final byte SPACE = 1;
    /** Part of a word. */
    static final byte PART = 2;
    /** A word of its own. */
    static final byte ALONE = 3;
    /** Not proven to be the same as in the library. */
    static final byte UNSURE = 4;

    private static final int PAGE = 256;

    /**
     * 256 characters.
     *
     * @param kinds what becomes of each
     * @param texts what each is written as; null for itself
     */
    record Page(byte[] kinds, @Nullable String[] texts) {}

    private final boolean lowercase;
    private final boolean stripAccents;
    private final boolean chineseAlone;
    private final AtomicReferenceArray<Page> pages = new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) / PAGE);

    /**
     * The table of one normalizer.
     *
     * @param stripAccents whether marks over and under letters are left out
     * @param chineseAlone whether each Chinese character is a word
     */
    BertCharacters(boolean lowercase, boolean stripAccents, boolean chineseAlone) {
        this.lowercase = lowercase;
        this.stripAccents = stripAccents;
        this.chineseAlone = chineseAlone;
    }

    Page page(int character) {
        Page page = pages.get(character / PAGE);
        return page != null ? page : fill(character / PAGE);
    }

    static int inPage(int character) {
        return character % PAGE;
    }

    private Page fill(int number) {
        Page page = new Page(new byte[PAGE], new String[PAGE]);
        for (int i = 0; i < PAGE; i++) {
            int character = number * PAGE + i;
            String self = Character.toString(character);
            String written = written(character, self);
            page.kinds[i] = kind(character, written);
            page.texts[i] = written.equals(self) ? null : written;
        }
        pages.set(number, page);
        return page;
    }

    private String written(int character, String self) {
        if (Character.getType(character) == Character.SURROGATE) {
            return self;
        }
        String written = self;
        if (stripAccents) {
            written = Normalizer.normalize(written, Normalizer.Form.NFD)
                    .codePoints()
                    .filter(part -> Character.getType(part) != Character.NON_SPACING_MARK)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
        return lowercase ? written.toLowerCase(Locale.ROOT) : written;
    }

    private byte kind(int character, String written) {
        if (!SureCharacters.contains(character)) {
            return UNSURE;
        }
        if (isSpace(character)) {
            return SPACE;
        }
        if (character == 0 || character == 0xFFFD || isOther(character) || written.isEmpty()) {
            return DROPPED;
        }
        boolean one = written.codePointCount(0, written.length()) == 1;
        if (chineseAlone && isChinese(character)) {
            return one ? ALONE : UNSURE;
        }
        if (written.codePoints().anyMatch(BertCharacters::isPunctuation)) {
            return one ? ALONE : UNSURE;
        }
        return PART;
    }

    private static boolean isSpace(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> character == '\t' || character == '\n' || character == '\r';
        };
    }

    private static boolean isOther(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static boolean isPunctuation(int character) {
        boolean ascii = character > ' ' && character < 0x7F && !Character.isLetterOrDigit(character);
        return ascii
                || switch (Character.getType(character)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }

    /** What BERT calls Chinese: the blocks of unified and of compatible ideographs. */
    private static boolean isChinese(int c) {
        return c >= 0x4E00 && c <= 0x9FFF
                || c >= 0x3400 && c <= 0x4DBF
                || c >= 0x20000 && c <= 0x2A6DF
                || c >= 0x2A700 && c <= 0x2B73F
                || c >= 0x2B740 && c <= 0x2B81F
                || c >= 0x2B920 && c <= 0x2CEAF
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0x2F800 && c <= 0x2FA1F;
    }
}

package dev.edgewise.inference.token;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The form that a {@link CharacterMap} makes of texts, as the general library applies it: what a reader sees as one
 * character is looked up as a whole where it is shorter than six bytes, and all of it is replaced when it begins with a
 * known text; else each of its characters is looked up by itself. What single characters become is in tables, filled where
 * they are read, 256 at a time. Any thread.
 */
final class MappedForm implements TextForm {
    /** By itself, unless others follow that extend it. */
    private static final byte ALONE = 0;

    /** Seen as one character with what stands before it. */
    private static final byte EXTENDS = 1;

    /** Not proven to be the same as in the library. */
    private static final byte UNSURE = 2;

    private static final int PAGE = 256;

    /** Bytes from which on characters seen as one are looked up one by one. */
    private static final int WHOLE_BYTES = 6;

    private static final int JOINER = 0x200D;

    /** Characters that are seen as one with what comes after them, from and to. */
    private static final int[] PREPENDED = {
        0x0600, 0x0605, 0x06DD, 0x06DD, 0x070F, 0x070F, 0x0890, 0x0891, 0x08E2, 0x08E2, 0x0D4E, 0x0D4E, 0x110BD,
        0x110BD, 0x110CD, 0x110CD, 0x111C2, 0x111C3, 0x113D1, 0x113D1, 0x1193F, 0x1193F, 0x11941, 0x11941, 0x11A3A,
        0x11A3A, 0x11A84, 0x11A89, 0x11D46, 0x11D46, 0x11F02, 0x11F02
    };

    /** Marks that are not seen as one with what stands before them (UAX 29), from and to. */
    private static final int[] APART = {
        0x102B, 0x102C, 0x1038, 0x1038, 0x1062, 0x1064, 0x1067, 0x106D, 0x1083, 0x1083, 0x1087, 0x108C, 0x108F, 0x108F,
        0x109A, 0x109C, 0x1A61, 0x1A61, 0x1A63, 0x1A64, 0xAA7B, 0xAA7B, 0xAA7D, 0xAA7D, 0x11720, 0x11721
    };

    /** 256 characters: what each is, and how it is written; null for itself. */
    private record Page(byte[] kinds, @Nullable String[] texts) {}

    private final CharacterMap map;
    private final boolean collapsed;
    private final AtomicReferenceArray<Page> pages = new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) / PAGE);

    /** @param collapsed whether blanks one after another become one */
    MappedForm(CharacterMap map, boolean collapsed) {
        this.map = map;
        this.collapsed = collapsed;
    }

    @Override
    public boolean write(char[] text, int from, int to, Written out) {
        int end;
        for (int i = from; i < to; i = end) {
            end = end(text, i, to);
            int character = TextForm.at(text, i, to);
            boolean extended = end > i + Character.charCount(character);
            if (extended && Character.getType(character) == Character.UNASSIGNED) {
                // Some of these are controls.
                return false;
            }
            String whole = null;
            if (extended && bytes(text, i, end) < WHOLE_BYTES) {
                whole = map.find(new String(text, i, end - i));
                if (whole != null && !isOne(text, i, end)) {
                    return false;
                }
            }
            if (whole != null) {
                out.add(whole, collapsed);
            } else if (!each(text, i, end, out)) {
                return false;
            }
        }
        return true;
    }

    private boolean each(char[] text, int from, int to, Written out) {
        int character;
        for (int i = from; i < to; i += Character.charCount(character)) {
            character = TextForm.at(text, i, to);
            Page page = page(character);
            String written = page.texts[character % PAGE];
            if (page.kinds[character % PAGE] == UNSURE) {
                return false;
            }
            if (written != null) {
                out.add(written, collapsed);
            } else if (character == ' ') {
                out.blank(collapsed);
            } else {
                out.add(character);
            }
        }
        return true;
    }

    /** Where what may be seen as one character ends. */
    private int end(char[] text, int from, int to) {
        int next = from + Character.charCount(TextForm.at(text, from, to));
        if (text[from] == '\r' && next < to && text[next] == '\n') {
            return next + 1;
        }
        if (isControl(TextForm.at(text, from, to))) {
            return next;
        }
        while (next < to) {
            int character = TextForm.at(text, next, to);
            if (page(character).kinds[character % PAGE] != EXTENDS) {
                break;
            }
            next += Character.charCount(character);
        }
        return next;
    }

    /** What nothing is seen as one with. */
    private static boolean isControl(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> character != JOINER && character != JOINER - 1;
            default -> false;
        };
    }

    /** Whether the library surely sees it as one character, too. */
    private static boolean isOne(char[] text, int from, int to) {
        int first = TextForm.at(text, from, to);
        int next = from + Character.charCount(first);
        if (first == '\r') {
            return text[next] == '\n';
        }
        boolean one = Character.getType(first) != Character.FORMAT && Character.getType(first) != Character.PRIVATE_USE;
        while (one && next < to) {
            int character = TextForm.at(text, next, to);
            int type = Character.getType(character);
            boolean mark = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
            one = (mark || character == JOINER) && !Joining.newer(character);
            next += Character.charCount(character);
        }
        return one;
    }

    private static int bytes(char[] text, int from, int to) {
        int bytes = 0;
        int character;
        for (int i = from; i < to && bytes < WHOLE_BYTES; i += Character.charCount(character)) {
            character = TextForm.at(text, i, to);
            if (character < 0x80) {
                bytes++;
            } else if (character < 0x800) {
                bytes += 2;
            } else {
                bytes += character < 0x10000 ? 3 : 4;
            }
        }
        return bytes;
    }

    private Page page(int character) {
        Page page = pages.get(character / PAGE);
        return page != null ? page : fill(character / PAGE);
    }

    private Page fill(int number) {
        Page page = new Page(new byte[PAGE], new String[PAGE]);
        for (int i = 0; i < PAGE; i++) {
            int character = number * PAGE + i;
            boolean half = Character.getType(character) == Character.SURROGATE;
            String written = half ? null : map.find(Character.toString(character));
            page.texts[i] = written;
            page.kinds[i] = half || writesMark(character, written) ? UNSURE : kind(character);
        }
        pages.set(number, page);
        return page;
    }

    /** Whether the mark of blanks is written that is none. */
    private static boolean writesMark(int character, @Nullable String written) {
        return written == null ? character == BLANK : written.indexOf(BLANK) >= 0;
    }

    private static boolean isOf(int[] ranges, int character) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (character >= ranges[i] && character <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private static byte kind(int character) {
        if (isOf(PREPENDED, character)) {
            return UNSURE;
        }
        if (isOf(APART, character)) {
            return ALONE;
        }
        return switch (Character.getType(character)) {
            case Character.FORMAT -> {
                // Whether rare ones are seen as controls depends on the version of Unicode.
                byte common = isExtender(character) ? EXTENDS : ALONE;
                yield Character.isBmpCodePoint(character) ? common : UNSURE;
            }
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> EXTENDS;
            default -> isExtender(character) ? EXTENDS : ALONE;
        };
    }

    /** What is no mark and yet part of what stands before it: joiners, two vowels, half-width voicing, skin tones. */
    private static boolean isExtender(int character) {
        return character == JOINER
                || character == JOINER - 1
                || character == 0x0E33
                || character == 0x0EB3
                || character == 0xFF9E
                || character == 0xFF9F
                || character >= 0x1F3FB && character <= 0x1F3FF;
    }
}

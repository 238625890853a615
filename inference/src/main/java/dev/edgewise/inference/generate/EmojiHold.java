package dev.edgewise.inference.generate;

/**
 * Lets text through but for an emoji at its end that what follows may still belong to: a family, a flag or a skin tone is
 * several characters and shown as one picture. Holds nothing else back, digits that could become keycaps included. One
 * thread.
 */
final class EmojiHold {
    /** Longest emoji waited for, in UTF-16 units: some 64 bytes, at most 96. */
    private static final int HELD_MAX = 32;

    private static final int JOINER = 0x200D;
    private static final int TEXT_STYLE = 0xFE0E;
    private static final int PICTURE_STYLE = 0xFE0F;

    /** Letters of flags of regions, up to the mark of their end. */
    private static final int TAG_FIRST = 0xE0020;

    private static final int TAG_END = 0xE007F;

    private static final int FLAG_FIRST = 0x1F1E6;
    private static final int FLAG_LAST = 0x1F1FF;

    private final StringBuilder held = new StringBuilder();

    /** What may be shown now. */
    String add(String text) {
        if (held.isEmpty() && text.isEmpty()) {
            return "";
        }
        held.append(text);
        int open = openEmoji();
        return take(held.length() - open > HELD_MAX ? held.length() : open);
    }

    /** What was held back, once nothing more comes. */
    String end() {
        return take(held.length());
    }

    private String take(int count) {
        String taken = held.substring(0, count);
        held.delete(0, count);
        return taken;
    }

    /** Where the emoji begins that may go on behind the end; the end if there is none. */
    private int openEmoji() {
        int begin = -1;
        int before = 0;
        for (int at = 0; at < held.length(); at += Character.charCount(before)) {
            int next = held.codePointAt(at);
            if (begin >= 0 && isFlag(before) && isFlag(next)) {
                // Two letters are a whole flag: nothing is waited for.
                begin = -1;
            } else if (begin < 0 || !continues(before, next)) {
                begin = isPicture(next) ? at : -1;
            } else if (next == TAG_END) {
                begin = -1;
            }
            before = next;
        }
        return begin < 0 ? held.length() : begin;
    }

    private static boolean continues(int before, int next) {
        return next == JOINER
                || next == TEXT_STYLE
                || next == PICTURE_STYLE
                || Character.isEmojiModifier(next)
                || (next >= TAG_FIRST && next <= TAG_END)
                || (before == JOINER && isPicture(next));
    }

    private static boolean isPicture(int codePoint) {
        return codePoint > 0x7F && (Character.isEmoji(codePoint) || Character.isExtendedPictographic(codePoint));
    }

    private static boolean isFlag(int codePoint) {
        return codePoint >= FLAG_FIRST && codePoint <= FLAG_LAST;
    }
}

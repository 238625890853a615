package dev.edgewise.inference.token;

/** Brings texts into the form that a vocabulary is written in, with {@code ▁} for blanks. Any thread. */
sealed interface TextForm permits ComposedForm, MappedForm {
    /** What a blank is written as. */
    char BLANK = '\u2581';

    /** Appends the form of part of a text; false when that is left to the library. */
    boolean write(char[] text, int from, int to, Written out);

    /** The character at a place; half of one where its other half is missing. */
    static int at(char[] text, int i, int to) {
        char high = text[i];
        return Character.isHighSurrogate(high) && i + 1 < to && Character.isLowSurrogate(text[i + 1])
                ? Character.toCodePoint(high, text[i + 1])
                : high;
    }
}

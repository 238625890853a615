package dev.edgewise.cache.semantic.guard;

/**
 * A piece of a text.
 *
 * @param text as written
 * @param stem what stands for all its forms: lower case, without endings
 * @param kind what it is made of
 * @param role what it does in its sentence as far as particles tell, else empty
 * @param start where it begins in the text, in chars
 */
record Token(String text, String stem, Kind kind, String role, int start) {
    enum Kind {
        /** Letters. */
        WORD,
        /** A word whose ending says that it is a verb or an adjective. */
        VERB,
        /** Digits, or words that make a number. */
        NUMBER,
        /** Letters and digits in one. */
        CODE,
        /** Anything else that is not a space. */
        SYMBOL
    }

    Token(String text, String stem, Kind kind, int start) {
        this(text, stem, kind, "", start);
    }

    /** The same in another role. */
    Token as(String other) {
        return new Token(text, stem, kind, other, start);
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean capital() {
        return !text.isEmpty() && Character.isUpperCase(text.codePointAt(0));
    }
}

package dev.edgewise.inference.chat.jinja;

/**
 * A piece of a template.
 *
 * @param text as it stands there; of a string, what it means
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        TEXT,
        OUTPUT_BEGIN,
        OUTPUT_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind which, String what) {
        return kind == which && text.equals(what);
    }
}

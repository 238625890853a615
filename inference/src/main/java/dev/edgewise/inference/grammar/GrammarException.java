package dev.edgewise.inference.grammar;

import java.io.Serial;

/** A schema that cannot be followed. The message says where and why. */
public final class GrammarException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** One sentence for the caller. */
    public GrammarException(String message) {
        super(message, null, false, false);
    }
}

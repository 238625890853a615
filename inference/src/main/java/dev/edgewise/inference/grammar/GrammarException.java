package dev.edgewise.inference.grammar;

import java.io.Serial;

/** A schema that cannot be followed. The message says where and why. */
public final class GrammarException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Messages may repeat what the caller wrote: no more of it than this, in characters. */
    private static final int LENGTH_MAX = 400;

    /** One sentence for the caller. */
    public GrammarException(String message) {
        super(message.length() <= LENGTH_MAX ? message : message.substring(0, LENGTH_MAX) + '…', null, false, false);
    }
}

package dev.edgewise.inference.grammar;

import java.io.Serial;

/** A schema that cannot be followed. The message says where and why. */
public final class GrammarException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Messages may repeat what the caller wrote: no more of it than this, in characters. */
    private static final int LENGTH_MAX = 400;

    private final boolean nothing;

    /** One sentence for the caller. */
    public GrammarException(String message) {
        this(message, false);
    }

    private GrammarException(String message, boolean nothing) {
        super(message.length() <= LENGTH_MAX ? message : message.substring(0, LENGTH_MAX) + '…', null, false, false);
        this.nothing = nothing;
    }

    /** For a part of a schema that nothing fulfils: what does not need it may still be fulfilled. */
    static GrammarException nothing(String message) {
        return new GrammarException(message, true);
    }

    /** Whether nothing could fulfil that part of the schema, although it is understood. */
    boolean nothing() {
        return nothing;
    }
}

package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Fault;
import java.io.Serial;

/** An input that the model cannot read, by the caller's doing. */
public final class RowRefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Fault.Kind kind;
    private final String field;

    /** A refusal with the sentence that the caller is shown. */
    public RowRefusedException(Fault.Kind kind, String message) {
        this(kind, "", message);
    }

    /** The same, of one part of a pair. */
    public RowRefusedException(Fault.Kind kind, String field, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.field = field;
    }

    /** Which part of a pair is wrong, such as {@code query}; empty where it is the input as a whole. */
    public String field() {
        return field;
    }

    /** What is wrong with the input. */
    public Fault.Kind kind() {
        return kind;
    }
}

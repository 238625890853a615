package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Fault;
import java.io.Serial;

/** An input that the model cannot read, by the caller's doing. */
public final class RowRefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Fault.Kind kind;

    /** A refusal with the sentence that the caller is shown. */
    public RowRefusedException(Fault.Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** What is wrong with the input. */
    public Fault.Kind kind() {
        return kind;
    }
}

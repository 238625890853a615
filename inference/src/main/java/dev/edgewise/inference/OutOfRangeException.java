package dev.edgewise.inference;

import java.io.Serial;

/** A setting of a piece of work is out of its range. */
public final class OutOfRangeException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String field;

    /** @param message one sentence without a full stop; may begin with the field */
    OutOfRangeException(String field, String message) {
        super(message);
        this.field = field;
    }

    /** The setting, by the name that callers know it by, such as {@code top_p}. */
    public String field() {
        return field;
    }
}

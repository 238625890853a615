package dev.edgewise.inference.tensor;

import java.io.Serial;

/** A tensor that is none: its message is one sentence for the caller, without a full stop. Has no stack trace. */
public final class BadTensorException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public BadTensorException(String message) {
        super(message, null, false, false);
    }
}

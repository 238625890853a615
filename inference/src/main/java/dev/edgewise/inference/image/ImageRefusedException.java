package dev.edgewise.inference.image;

import java.io.IOException;
import java.io.Serial;

/** Bytes that are no picture, or one that is too large. The message is fit for the caller. */
public final class ImageRefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** A refusal with its reason. */
    public ImageRefusedException(String message) {
        super(message);
    }

    /** A refusal with its reason and what brought it to light. */
    public ImageRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.edgewise.inference.chat;

import java.io.Serial;

/** A conversation that a model's template cannot write. The message says why. */
public final class TemplateException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** One sentence for the caller. */
    public TemplateException(String message) {
        super(message, null, false, false);
    }
}

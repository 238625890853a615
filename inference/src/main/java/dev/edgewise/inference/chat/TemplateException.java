package dev.edgewise.inference.chat;

import java.io.Serial;

/** A conversation that a model's template cannot write. The message says why. */
public final class TemplateException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    private TemplateException(String message, boolean refused) {
        super(message, null, false, false);
        this.refused = refused;
    }

    /** The template says of this conversation that it is not what the model has been taught. */
    static TemplateException refused(String message) {
        return new TemplateException(message, true);
    }

    /** The template cannot be read, or fails: another model may write the same conversation. */
    static TemplateException failed(String message) {
        return new TemplateException(message, false);
    }

    /** Whether the conversation is at fault, and not the template. */
    public boolean isRefused() {
        return refused;
    }
}

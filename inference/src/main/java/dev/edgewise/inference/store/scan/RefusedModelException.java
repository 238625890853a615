package dev.edgewise.inference.store.scan;

import java.io.IOException;
import java.io.Serial;

/** A model that this node will not load; the message is one sentence that says why. */
public final class RefusedModelException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** A refusal. */
    public RefusedModelException(String reason) {
        super(reason);
    }
}

package dev.edgewise.gateway.node;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The configuration is sound, but names something that cannot be used, such as a model that is refused. */
public final class UnusableException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message one sentence for the operator, without a full stop */
    UnusableException(String message) {
        this(message, null);
    }

    UnusableException(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}

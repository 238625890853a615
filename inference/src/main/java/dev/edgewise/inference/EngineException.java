package dev.edgewise.inference;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Fault} out of an {@link Engine}. Without a stack trace unless the fault has a cause: it is a value. */
public final class EngineException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    /** A fault without a deeper cause. */
    public EngineException(Fault fault) {
        this(fault, null);
    }

    /** A fault that another exception brought about. */
    public EngineException(Fault fault, @Nullable Throwable cause) {
        super(fault.message(), cause, false, cause != null);
        this.fault = fault;
    }

    /** Shorthand for a fault without a time to come back. */
    public static EngineException of(Fault.Kind kind, String message) {
        return new EngineException(Fault.of(kind, message));
    }

    /** What went wrong. */
    public Fault fault() {
        return fault;
    }
}

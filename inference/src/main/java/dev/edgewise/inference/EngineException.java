package dev.edgewise.inference;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Fault} out of an {@link Engine}. Without a stack trace unless the fault has a cause: it is a value. */
public final class EngineException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Usage NOTHING = new Usage(0, 0);

    private final transient Fault fault;
    private final transient Usage used;

    /** A fault without a deeper cause. */
    public EngineException(Fault fault) {
        this(fault, null);
    }

    /** A fault that another exception brought about. */
    public EngineException(Fault fault, @Nullable Throwable cause) {
        this(fault, cause, NOTHING);
    }

    private EngineException(Fault fault, @Nullable Throwable cause, Usage used) {
        super(fault.message(), cause, false, cause != null);
        this.fault = fault;
        this.used = used;
    }

    /** The same of work that had taken this when it ended. */
    public EngineException having(Usage taken) {
        return new EngineException(fault, getCause(), taken);
    }

    /** Shorthand for a fault without a time to come back. */
    public static EngineException of(Fault.Kind kind, String message) {
        return new EngineException(Fault.of(kind, message));
    }

    /** What went wrong. */
    public Fault fault() {
        return fault;
    }

    /** Tokens that were read and written until then, for which there is no answer; none where nobody counts them. */
    public Usage used() {
        return used;
    }
}

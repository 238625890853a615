package dev.edgewise.inference.residency;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.words.PlainReason;

/** What somebody is told whose model could not be loaded. Pure. */
final class LoadFault {
    private LoadFault() {}

    /** @param why the reason with all that an operator may see; callers see no folders of this machine */
    static EngineException of(String why, Throwable cause) {
        return new EngineException(Fault.of(kind(cause), PlainReason.of(why)), cause);
    }

    /** Another try helps unless the model's files themselves are refused. */
    private static Fault.Kind kind(Throwable why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedModelException) {
                return Fault.Kind.MODEL_REFUSED;
            }
        }
        return Fault.Kind.MODEL_UNAVAILABLE;
    }
}

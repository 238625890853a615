package dev.edgewise.inference.version;

import dev.edgewise.inference.ModelId;

/** Hears what became of the work of each version. Called by many threads; must be quick. */
public interface VersionListener {
    /** What a version is to its model. */
    enum Role {
        ACTIVE,
        CANARY,
        SHADOW
    }

    /** What became of one piece of work. */
    enum Outcome {
        ANSWERED,
        FAILED,
        /** A shadow said the same as the active version. */
        AGREED,
        /** A shadow said something else. */
        DIFFERED,
        /** A shadow was busy and left it out. */
        LEFT_OUT
    }

    /** @param active the model whose version it is */
    void answered(ModelId active, ModelId version, Role role, Outcome outcome);
}

package dev.edgewise.cache.semantic.verify;

import org.jspecify.annotations.Nullable;

/** A verifier could not judge. */
public final class VerifierException extends Exception {
    private static final long serialVersionUID = 1;

    public VerifierException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

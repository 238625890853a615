package dev.edgewise.cache.semantic.verify;

/** A verifier could not judge. */
public final class VerifierException extends Exception {
    private static final long serialVersionUID = 1;

    public VerifierException(String message, Throwable cause) {
        super(message, cause);
    }
}

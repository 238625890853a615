package dev.edgewise.inference.store.scan;

import java.io.Serial;

/** A regular expression that is not known to be harmless; the message is part of a sentence. */
final class UnsurePatternException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    UnsurePatternException(String reason) {
        super(reason);
        this.reason = reason;
    }

    @Override
    public String getMessage() {
        return reason;
    }
}

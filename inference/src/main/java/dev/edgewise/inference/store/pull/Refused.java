package dev.edgewise.inference.store.pull;

import java.io.IOException;
import java.io.Serial;

/** The other side's answer is final, or not one we follow: trying again would not help. */
final class Refused extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(String reason) {
        this(0, reason);
    }

    Refused(int status, String reason) {
        super(reason);
        this.status = status;
    }

    /** The HTTP status; 0 where it is not about one. */
    int status() {
        return status;
    }
}

package dev.edgewise.inference.store;

import java.io.IOException;
import java.io.Serial;

/** Something the store will not do; the message is one sentence with the reason and what to do about it. */
public final class StoreRefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** A refusal. */
    public StoreRefusedException(String reason) {
        super(reason);
    }
}

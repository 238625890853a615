package dev.edgewise.inference.store.pull;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** A hub sent nothing, or next to nothing, for too long. */
final class SlowHubException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    SlowHubException(Duration time, IOException cause) {
        super(
                "fewer than " + Stall.BYTES_PER_SECOND_MIN + " bytes a second came for " + Math.max(1, time.toSeconds())
                        + " s",
                cause);
    }
}

package dev.edgewise.gateway.oip;

import java.io.IOException;
import java.io.Serial;

/** An answer that is longer than it may be. */
final class TooLong extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int bytesMax;

    TooLong(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    BadRequestException told() {
        return new BadRequestException("the answer is longer than the " + bytesMax
                + " bytes that this node sends; ask for fewer outputs, for 'binary_data', or send a smaller batch");
    }
}

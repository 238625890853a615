package dev.edgewise.gateway.oip;

import java.io.Serial;

/** A request that breaks the protocol: its message is one sentence for the caller, without a full stop. No stack trace. */
final class BadRequestException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String sentence;

    BadRequestException(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    /** What is wrong. */
    String sentence() {
        return sentence;
    }
}

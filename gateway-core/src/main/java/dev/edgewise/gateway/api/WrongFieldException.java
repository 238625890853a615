package dev.edgewise.gateway.api;

import java.io.Serial;

/** A field of a request that is not what it should be. */
class WrongFieldException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String param;
    private final String sentence;

    WrongFieldException(String param, String sentence) {
        super(sentence, null, false, false);
        this.param = param;
        this.sentence = sentence;
    }

    /** The field. */
    String param() {
        return param;
    }

    /** What is wrong, as a sentence. */
    String sentence() {
        return sentence;
    }
}

package dev.edgewise.inference.tensor;

import java.io.Serial;

/** A tensor that is none: its message is one sentence for the caller, without a full stop. Has no stack trace. */
public final class BadTensorException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String sentence;

    public BadTensorException(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    /** What is wrong. */
    public String sentence() {
        return sentence;
    }
}

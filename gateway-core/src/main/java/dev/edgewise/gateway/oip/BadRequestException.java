package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonProcessingException;
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

    /** What the parser says, without the advice that it has for programmers. */
    static BadRequestException notJson(JsonProcessingException fault) {
        String told = fault.getOriginalMessage();
        int advice = told.indexOf(": enable `");
        return new BadRequestException(
                "the request is not well-formed JSON: " + (advice < 0 ? told : told.substring(0, advice)));
    }

    /** What is wrong. */
    String sentence() {
        return sentence;
    }
}

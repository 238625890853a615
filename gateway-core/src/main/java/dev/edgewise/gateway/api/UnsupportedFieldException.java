package dev.edgewise.gateway.api;

import java.io.Serial;

/** A field of a request that asks for what models on the node cannot do. */
final class UnsupportedFieldException extends WrongFieldException {
    @Serial
    private static final long serialVersionUID = 1L;

    UnsupportedFieldException(String param, String sentence) {
        super(param, sentence);
    }
}

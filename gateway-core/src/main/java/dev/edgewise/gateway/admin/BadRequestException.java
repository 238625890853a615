package dev.edgewise.gateway.admin;

/** The request makes no sense; the message says why and what to send instead. Becomes a 400. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadRequestException(String message) {
        super(message, null, false, false);
    }
}

package dev.edgewise.gateway.guard;

/** Carries a {@link Reason} through the HTTP server to where the request is answered. Has no stack trace. */
public final class Refused extends RuntimeException {
    private final transient Reason reason;

    Refused(Reason reason) {
        super(reason.wire(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

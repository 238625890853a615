package dev.edgewise.gateway.upstream;

import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.routing.pool.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong on the way to a central endpoint.
 *
 * @param kind decides whether another endpoint may be tried
 * @param message what happened, without secrets, fit for a caller to read
 * @param cause what else the node's operator is told, such as the address or the certificate's fault; empty for nothing
 */
public record UpstreamFault(FailureKind kind, String message, String cause) {
    static final UpstreamFault UNREACHABLE =
            new UpstreamFault(FailureKind.CONNECT, "The central endpoint could not be reached");
    static final UpstreamFault UNTRUSTED =
            new UpstreamFault(FailureKind.TLS, "The central endpoint's certificate or TLS setup was refused");
    static final UpstreamFault BUSY =
            new UpstreamFault(FailureKind.STREAM_REFUSED, "Every connection to the central endpoint is in use");
    static final UpstreamFault UNFIT = new UpstreamFault(
            FailureKind.STREAM_REFUSED, "A line of the request cannot be sent to a central endpoint over HTTP/1.1");
    static final UpstreamFault UNSENT = new UpstreamFault(
            FailureKind.RESET_BEFORE_SENT, "The central endpoint closed the connection before the request was sent");
    static final UpstreamFault UNANSWERED = new UpstreamFault(
            FailureKind.RESET_AFTER_SENT, "The central endpoint closed the connection before it answered");
    static final UpstreamFault NOT_HTTP =
            new UpstreamFault(FailureKind.GARBAGE, "What the central endpoint sent is not HTTP");
    static final UpstreamFault INVALID_HTTP =
            new UpstreamFault(FailureKind.GARBAGE, "What the central endpoint sent is not valid HTTP");
    static final UpstreamFault BROKEN_OFF =
            new UpstreamFault(FailureKind.STREAM_BROKEN, "The central endpoint broke off in the middle of its answer");

    private static final int CAUSES_MAX = 8;
    private static final long RETRY_AFTER_MILLIS = 1_000;

    /** A fault that its message tells whole. */
    public UpstreamFault(FailureKind kind, String message) {
        this(kind, message, "");
    }

    /** The same fault with what lies at its bottom: of nested exceptions the innermost knows best. */
    UpstreamFault because(@Nullable Throwable thrown) {
        String innermost = "";
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < CAUSES_MAX; depth++) {
            String said = at.getMessage();
            innermost = said == null || said.isBlank() ? innermost : said;
            at = at.getCause();
        }
        return new UpstreamFault(kind, message, innermost);
    }

    /** All of it, for operators. */
    public String told() {
        return cause.isEmpty() ? message : message + ": " + cause;
    }

    /** The fault as a caller sees it when nothing else can be tried. */
    public Refusal refusal() {
        return switch (kind) {
            case CONNECT, TLS ->
                say(502, "upstream_unreachable", ". Retry; if it lasts, the operator checks the cluster's endpoints.");
            case RESET_BEFORE_SENT, STREAM_REFUSED, RESET_AFTER_SENT, STREAM_BROKEN ->
                say(502, "upstream_reset", ". The request may be retried.");
            case GARBAGE ->
                say(502, "upstream_garbage", ". The operator checks what listens at the endpoint's address.");
            case FIRST_BYTE_TIMEOUT -> say(504, "upstream_timeout", ". Retry when the cluster is less busy.");
            case RATE_LIMITED, UNAVAILABLE, SERVER_ERROR -> say(503, "upstream_unavailable", ". Retry later.");
        };
    }

    private Refusal say(int status, String code, String advice) {
        return Refusal.unavailable(status, code, message + advice, RETRY_AFTER_MILLIS);
    }
}

package dev.edgewise.gateway.guard;

import dev.edgewise.gateway.request.Refusal;
import java.util.Locale;

/**
 * Why a connection or a request was refused before any phase saw it: the closed list behind the metric's label.
 *
 * <p>A status of 0 means that the connection ends without an answer.
 */
public enum Reason {
    REQUEST_LINE(400, "The request line is not METHOD SP target SP HTTP/1.1 with CRLF at its end."),
    METHOD(501, "This node serves no CONNECT and no TRACE."),
    TARGET(400, "The request target is not a valid path or address."),
    URI_TOO_LONG(414, "The address in the request line is longer than this node's limit limits.uri."),
    VERSION(505, "This node speaks HTTP/1.1 and HTTP/1.0 here, and HTTP/2 where TLS negotiates it."),
    LINE_END(400, "A line of the request's head does not end with CRLF."),
    FOLDED_LINE(400, "A header line begins with a space or a tab. Send every header in one line."),
    HEADER_NAME(400, "A header's name is empty or has a character that names must not have."),
    HEADER_VALUE(400, "A header's value has a control character."),
    HEADER_COUNT(431, "The request has more header lines than this node's limit limits.headers.count."),
    HEADER_SIZE(431, "The request's headers are larger than this node's limit limits.headers.size."),
    HOST(400, "Send exactly one valid Host header."),
    HOST_MISMATCH(400, "The Host header differs from the authority of the request."),
    CONTENT_LENGTH(400, "Send at most one Content-Length, a whole number, and none with Transfer-Encoding."),
    TRANSFER_ENCODING(400, "The only Transfer-Encoding is one line that says chunked, in HTTP/1.1."),
    TRANSFER_CODING(501, "This node knows no transfer coding but chunked."),
    CONNECTION_OPTION(400, "The Connection header names a header that must reach the server."),
    EXPECT(417, "The only expectation this node meets is 100-continue."),
    UPGRADE(400, "This node switches no protocols. Use HTTP/1.1 without Upgrade, or HTTP/2 over TLS."),
    CHUNK(400, "The chunked body is malformed."),
    TRAILER(400, "This node takes no trailers after a chunked body."),
    HEAD_TIME(408, "The head of the request did not arrive within this node's limit limits.header_time."),
    BODY_TIME(408, "The body of the request did not arrive within this node's limit limits.body_time."),
    BODY_RATE(408, "The body of the request arrives slower than this node's limit limits.body_rate."),
    WRITE_STALL(0, "The reader took nothing for longer than limits.write_stall."),
    IDLE(
            0,
            "The connection was not used for longer than limits.idle_time, or its first request not begun within limits.header_time."),
    CONNECTIONS(0, "The data plane has as many connections as limits.connections."),
    FLOOD(0, "The HTTP/2 connection sent too many frames that ask for nothing."),
    PSEUDO_HEADER(400, "The HTTP/2 request's :path, :scheme or :authority is missing or malformed.");

    private final int status;
    private final String message;
    private final String wire = name().toLowerCase(Locale.ROOT);

    Reason(int status, String message) {
        this.status = status;
        this.message = message;
    }

    /** The label's value and the error's code: small letters and underscores. */
    public String wire() {
        return wire;
    }

    /** HTTP status of the answer, 0 for none. */
    public int status() {
        return status;
    }

    /** The answer; a request that came too slowly may be sent again. */
    public Refusal refusal() {
        boolean slow = status == 408;
        return new Refusal(status, "invalid_request_error", wire, null, message, slow, -1);
    }
}

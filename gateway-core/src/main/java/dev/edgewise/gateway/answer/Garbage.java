package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.upstream.UpstreamFault;
import dev.edgewise.gateway.upstream.UpstreamHead;
import dev.edgewise.routing.pool.FailureKind;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What no API of a model answers, such as the page of a proxy in between: its reader would take it for an answer, and a
 * redirect would lead the caller to wherever the endpoint says.
 */
final class Garbage {
    private Garbage() {}

    /**
     * The fault of a whole answer; empty when it may pass. Looks at the body's two ends only, and at all of it where a cut
     * could not be told otherwise: one behind an object within the answer has the right ends.
     */
    static Optional<UpstreamFault> in(UpstreamHead head, byte[] body) {
        if (head.status() >= 300 && head.status() < 400) {
            return fault("The central endpoint redirects, with status " + head.status() + ", instead of answering");
        }
        boolean readable = head.isSuccess() && head.status() != 204 && !head.isEncoded();
        if (!readable || isWholeJson(body) && (!head.isOfUnknownLength() || JsonEnd.isIn(body))) {
            return Optional.empty();
        }
        return fault("The central endpoint's answer is not complete JSON");
    }

    /** The same for an answer of which only the beginning is there. */
    static Optional<UpstreamFault> inBeginning(UpstreamHead head, Buffer bytes) {
        int first = 0;
        while (first < bytes.length() && bytes.getByte(first) <= ' ') {
            first++;
        }
        boolean json = first < bytes.length() && (bytes.getByte(first) == '{' || bytes.getByte(first) == '[');
        return json || !head.isSuccess() || head.isEncoded()
                ? Optional.empty()
                : fault("The central endpoint's answer is neither JSON nor a stream of events");
    }

    private static boolean isWholeJson(byte[] body) {
        int first = 0;
        int last = body.length - 1;
        while (first < last && body[first] <= ' ') {
            first++;
        }
        while (last > first && body[last] <= ' ') {
            last--;
        }
        return last > first && (body[first] == '{' && body[last] == '}' || body[first] == '[' && body[last] == ']');
    }

    private static Optional<UpstreamFault> fault(String message) {
        return Optional.of(new UpstreamFault(FailureKind.GARBAGE, message));
    }
}

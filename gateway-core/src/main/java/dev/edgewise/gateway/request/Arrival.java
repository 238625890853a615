package dev.edgewise.gateway.request;

/**
 * A request's head, as the listener admitted it. The body follows in {@link Governed}.
 *
 * @param api the operation asked for
 * @param method the method as sent, such as {@code POST}
 * @param path the path as sent, without the query
 * @param query the raw query string, empty when there is none
 * @param headers every header line
 * @param peer the address of the connection's other end, without the port
 * @param requestId the caller's {@code x-request-id} when it is usable, else a new one
 * @param trace the trace this request belongs to
 * @param deadlineNanos when the answer stops being worth anything, on the monotonic clock
 */
public record Arrival(
        Api api,
        String method,
        String path,
        String query,
        RequestHeaders headers,
        String peer,
        String requestId,
        TraceContext trace,
        long deadlineNanos) {
    /** Whether it came by {@code QUERY}. */
    public boolean isQuery() {
        return method.equals(Methods.QUERY);
    }
}

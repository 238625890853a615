package dev.edgewise.gateway.api;

import io.netty.util.AsciiString;

/** Names of the contract's headers, encoded once. */
public final class EdgeHeaders {
    public static final CharSequence SERVED_BY = AsciiString.cached("edge-served-by");
    public static final CharSequence WHY = AsciiString.cached("edge-why");
    public static final CharSequence NODE = AsciiString.cached("edge-node");
    public static final CharSequence REGION = AsciiString.cached("edge-region");
    public static final CharSequence MODEL = AsciiString.cached("edge-model");
    public static final CharSequence COST = AsciiString.cached("edge-cost");
    public static final CharSequence POLICY = AsciiString.cached("edge-policy");
    /** How sure the model is of its answer, 0 to 1. */
    public static final CharSequence CONFIDENCE = AsciiString.cached("edge-confidence");
    /** How a ranking was made: {@code cross-encoder} or {@code similarity}. */
    public static final CharSequence METHOD = AsciiString.cached("edge-method");

    public static final CharSequence CACHE_STATUS = AsciiString.cached("cache-status");
    public static final CharSequence AGE = AsciiString.cached("age");
    public static final CharSequence ETAG = AsciiString.cached("etag");
    public static final CharSequence SERVER_TIMING = AsciiString.cached("server-timing");
    public static final CharSequence REQUEST_ID = AsciiString.cached("x-request-id");
    public static final CharSequence TRACEPARENT = AsciiString.cached("traceparent");
    public static final CharSequence CONTENT_TYPE = AsciiString.cached("content-type");
    public static final CharSequence RETRY_AFTER = AsciiString.cached("retry-after");
    public static final CharSequence ALLOW = AsciiString.cached("allow");
    /** What types of body {@code QUERY} takes (RFC 10008, section 3). */
    public static final CharSequence ACCEPT_QUERY = AsciiString.cached("accept-query");

    public static final CharSequence CACHE_CONTROL = AsciiString.cached("cache-control");

    public static final CharSequence JSON = AsciiString.cached("application/json");
    public static final CharSequence EVENT_STREAM = AsciiString.cached("text/event-stream; charset=utf-8");

    private EdgeHeaders() {}
}

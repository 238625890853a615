package dev.edgewise.gateway.guard;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamVisitor;

/** Finds HTTP/2 streams whose reader opens no window although data waits. Threads: the connection's event loop. */
final class Http2Stalls implements Http2StreamVisitor {
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey blockedSince;
    private long nowNanos;
    private long longest;

    Http2Stalls(Http2ConnectionHandler handler) {
        connection = handler.connection();
        blockedSince = connection.newKey();
    }

    /** Whether a stream, or the connection as a whole, has been without window for so long. */
    boolean isStalled(long now, long stallNanosMax) {
        nowNanos = now;
        longest = 0;
        try {
            connection.forEachActiveStream(this);
        } catch (Http2Exception e) {
            return true;
        }
        return longest > stallNanosMax;
    }

    @Override
    public boolean visit(Http2Stream stream) {
        Http2RemoteFlowController flow = connection.remote().flowController();
        boolean blocked = flow.hasFlowControlled(stream)
                && (flow.windowSize(stream) <= 0 || flow.windowSize(connection.connectionStream()) <= 0);
        Long since = stream.getProperty(blockedSince);
        if (!blocked) {
            if (since != null) {
                stream.removeProperty(blockedSince);
            }
        } else if (since == null) {
            stream.setProperty(blockedSince, nowNanos);
        } else {
            longest = Math.max(longest, nowNanos - since);
        }
        return true;
    }
}

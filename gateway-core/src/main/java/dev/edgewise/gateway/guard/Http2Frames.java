package dev.edgewise.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.Arrays;

/**
 * Counts the frames of an HTTP/2 connection by kind, and ends a connection that sends more in a second than any client
 * has a use for. The decoder itself bounds resets, continuations and empty data.
 *
 * <p>Threads: the connection's event loop.
 */
final class Http2Frames extends Http2FrameListenerDecorator {
    /** Window updates that one frame written by this node may bring about: for its stream and its connection. */
    private static final int UPDATES_PER_WRITE = 3;

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** What is counted, and how much of it is taken in a second. */
    private enum Kind {
        PRIORITY(256),
        RESET(200),
        SETTINGS(16),
        PING(32),
        WINDOW_UPDATE(512),
        UNKNOWN(64);

        private final int perSecondMax;

        Kind(int perSecondMax) {
            this.perSecondMax = perSecondMax;
        }
    }

    /** Counts what this node writes. */
    private static final class Writes extends ChannelOutboundHandlerAdapter {
        private long count;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            count++;
            var _ = ctx.write(message, promise);
        }
    }

    private final GuardedConnection connection;
    private final Writes writes = new Writes();
    private final int[] counts = new int[Kind.values().length];
    private long windowStart;

    Http2Frames(Http2FrameListener listener, GuardedConnection connection) {
        super(listener);
        this.connection = connection;
        this.windowStart = connection.loop().nowNanos();
    }

    /** To stand between the HTTP/2 handler and the socket. */
    ChannelOutboundHandlerAdapter outbound() {
        return writes;
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext ctx, int stream, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        count(ctx, Kind.PRIORITY);
        super.onPriorityRead(ctx, stream, dependency, weight, exclusive);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int stream, long error) throws Http2Exception {
        count(ctx, Kind.RESET);
        super.onRstStreamRead(ctx, stream, error);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        count(ctx, Kind.SETTINGS);
        super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
        count(ctx, Kind.SETTINGS);
        super.onSettingsAckRead(ctx);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        count(ctx, Kind.PING);
        super.onPingRead(ctx, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        count(ctx, Kind.PING);
        super.onPingAckRead(ctx, data);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int stream, int increment) throws Http2Exception {
        count(ctx, Kind.WINDOW_UPDATE);
        super.onWindowUpdateRead(ctx, stream, increment);
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext ctx, byte type, int stream, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        count(ctx, Kind.UNKNOWN);
        super.onUnknownFrame(ctx, type, stream, flags, payload);
    }

    private void count(ChannelHandlerContext ctx, Kind kind) throws Http2Exception {
        long now = connection.loop().nowNanos();
        if (now - windowStart >= SECOND_NANOS) {
            windowStart = now;
            writes.count = 0;
            Arrays.fill(counts, 0);
        }
        long most = kind.perSecondMax + (kind == Kind.WINDOW_UPDATE ? writes.count * UPDATES_PER_WRITE : 0);
        if (++counts[kind.ordinal()] > most) {
            // The decoder tells the client why; then the connection ends, whether the client reads that or not.
            ctx.executor().execute(() -> connection.cut(Reason.FLOOD));
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "More than %d %s frames in a second", most, kind);
        }
    }
}

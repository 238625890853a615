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
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.Arrays;

/**
 * Counts the frames of an HTTP/2 connection by kind, and ends a connection that sends more in a second than any client
 * has a use for, or that breaks as many of its own streams. The decoder itself bounds continuations and empty data.
 *
 * <p>Threads: the connection's event loop.
 */
final class Http2Frames extends Http2FrameListenerDecorator {
    /** Window updates that one frame written by this node may bring about: for its stream and its connection. */
    private static final int UPDATES_PER_WRITE = 3;

    /** Streams that the client made this node reset in a second; more of its requests are not begun. */
    private static final int BROKEN_PER_SECOND_MAX = 32;

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

    /** Counts what this node writes, and which of it are resets that the client is to blame for. */
    private static final class Writes extends ChannelOutboundHandlerAdapter {
        private static final int RESET_BYTES = 13;
        private static final int TYPE_AT = 3;
        private static final int CODE_AT = 9;

        private long count;
        private int broken;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            count++;
            if (message instanceof ByteBuf frame && frame.readableBytes() == RESET_BYTES && isBlame(frame)) {
                broken++;
            }
            var _ = ctx.write(message, promise);
        }

        private static boolean isBlame(ByteBuf frame) {
            int start = frame.readerIndex();
            if (frame.getByte(start + TYPE_AT) != Http2FrameTypes.RST_STREAM) {
                return false;
            }
            Http2Error error = Http2Error.valueOf(frame.getUnsignedInt(start + CODE_AT));
            return error == Http2Error.PROTOCOL_ERROR
                    || error == Http2Error.FLOW_CONTROL_ERROR
                    || error == Http2Error.STREAM_CLOSED
                    || error == Http2Error.FRAME_SIZE_ERROR;
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
    public void onHeadersRead(
            ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        begin(ctx);
        super.onHeadersRead(ctx, stream, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        begin(ctx);
        super.onHeadersRead(ctx, stream, headers, dependency, weight, exclusive, padding, endOfStream);
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

    /** A request costs far more than the frame that breaks it, so those of a client that breaks many are not begun. */
    private void begin(ChannelHandlerContext ctx) throws Http2Exception {
        if (writes.broken > BROKEN_PER_SECOND_MAX) {
            passTime();
            if (writes.broken > BROKEN_PER_SECOND_MAX) {
                throw flood(ctx, BROKEN_PER_SECOND_MAX, "broken streams");
            }
        }
    }

    private void count(ChannelHandlerContext ctx, Kind kind) throws Http2Exception {
        passTime();
        long most = kind.perSecondMax + (kind == Kind.WINDOW_UPDATE ? writes.count * UPDATES_PER_WRITE : 0);
        if (++counts[kind.ordinal()] > most) {
            throw flood(ctx, most, kind + " frames");
        }
    }

    private void passTime() {
        long now = connection.loop().nowNanos();
        if (now - windowStart >= SECOND_NANOS) {
            windowStart = now;
            writes.count = 0;
            writes.broken = 0;
            Arrays.fill(counts, 0);
        }
    }

    /** The decoder tells the client why; then the connection ends, whether the client reads that or not. */
    private Http2Exception flood(ChannelHandlerContext ctx, long most, String what) {
        ctx.executor().execute(() -> connection.cut(Reason.FLOOD));
        return Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "More than %d %s in a second", most, what);
    }
}

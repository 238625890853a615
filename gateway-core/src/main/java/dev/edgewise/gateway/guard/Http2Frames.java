package dev.edgewise.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;

/**
 * Counts the frames of an HTTP/2 connection by kind, before they are decoded, and ends a connection that sends more
 * than any client has a use for. Reads nine bytes of each frame and skips the rest.
 *
 * <p>Threads: the connection's event loop.
 */
final class Http2Frames extends ChannelDuplexHandler {
    /** Frames of each kind taken in one second, beside window updates for frames that this node wrote. */
    private static final int DATA_EMPTY_MAX = 32;

    private static final int PRIORITY_MAX = 256;
    private static final int RESET_MAX = 200;
    private static final int SETTINGS_MAX = 16;
    private static final int PING_MAX = 32;
    private static final int WINDOW_UPDATE_MAX = 512;
    private static final int UNKNOWN_MAX = 64;
    /** Continuation frames of one head; the rest of a head that large does not fit the bounds of heads either. */
    private static final int CONTINUATION_MAX = 32;
    /** Window updates that one frame written by this node may bring about: for its stream and its connection. */
    private static final int UPDATES_PER_WRITE = 3;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private static final int HEADER_BYTES = 9;
    private static final int PREFACE_BYTES = 24;
    private static final int GOAWAY = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private static final int[] MAX = {
        DATA_EMPTY_MAX,
        Integer.MAX_VALUE,
        PRIORITY_MAX,
        RESET_MAX,
        SETTINGS_MAX,
        UNKNOWN_MAX,
        PING_MAX,
        UNKNOWN_MAX,
        WINDOW_UPDATE_MAX,
        CONTINUATION_MAX,
        UNKNOWN_MAX
    };
    private static final int WINDOW_UPDATE = 8;
    private static final int UNKNOWN = MAX.length - 1;

    private final GuardedConnection connection;
    private final int[] counts = new int[MAX.length];
    private final byte[] header = new byte[HEADER_BYTES];
    private int headerBytes;
    private long skip = PREFACE_BYTES;
    private long windowStart;
    private long writes;
    private boolean flooded;

    Http2Frames(GuardedConnection connection) {
        this.connection = connection;
        this.windowStart = connection.loop().nowNanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (flooded) {
            ((ByteBuf) message).release();
            return;
        }
        if (message instanceof ByteBuf bytes && !isCalm(bytes)) {
            flooded = true;
            bytes.release();
            end(ctx);
            return;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        writes++;
        var _ = ctx.write(message, promise);
    }

    private boolean isCalm(ByteBuf bytes) {
        newWindow();
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (skip > 0) {
                int skipped = (int) Math.min(skip, end - at);
                skip -= skipped;
                at += skipped;
            } else {
                header[headerBytes++] = bytes.getByte(at++);
                if (headerBytes == HEADER_BYTES) {
                    headerBytes = 0;
                    if (!frame()) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean frame() {
        int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff;
        skip = length;
        int type = header[3] & 0xff;
        int kind = Math.min(type, UNKNOWN);
        if (kind == HEADERS || kind == CONTINUATION) {
            if ((header[4] & END_HEADERS) != 0) {
                connection.headEnded();
                counts[CONTINUATION] = 0;
            } else {
                connection.headBegan();
            }
        }
        if (kind == HEADERS || kind == DATA && length > 0) {
            return true;
        }
        int more = kind == WINDOW_UPDATE ? (int) Math.min(Integer.MAX_VALUE / 2, writes * UPDATES_PER_WRITE) : 0;
        return ++counts[kind] <= MAX[kind] + more;
    }

    private void newWindow() {
        long now = connection.loop().nowNanos();
        if (now - windowStart >= SECOND_NANOS) {
            windowStart = now;
            writes = 0;
            int continuations = counts[CONTINUATION];
            java.util.Arrays.fill(counts, 0);
            counts[CONTINUATION] = continuations;
        }
    }

    private void end(ChannelHandlerContext ctx) {
        byte[] words = "too many frames".getBytes(StandardCharsets.US_ASCII);
        ByteBuf goAway = ByteBufAllocator.DEFAULT.buffer();
        goAway.writeMedium(8 + words.length).writeByte(GOAWAY).writeByte(0).writeInt(0);
        goAway.writeInt(Integer.MAX_VALUE).writeInt(ENHANCE_YOUR_CALM).writeBytes(words);
        var _ = ctx.writeAndFlush(goAway);
        connection.cut(Reason.FLOOD);
    }
}

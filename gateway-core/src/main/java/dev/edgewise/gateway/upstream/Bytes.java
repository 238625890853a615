package dev.edgewise.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/** Byte arrays as Vert.x buffers without a copy. The array must not change afterwards. */
public final class Bytes {
    private Bytes() {}

    public static Buffer wrap(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    public static Buffer wrap(byte[] bytes, int offset, int length) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, offset, length));
    }

    /** The array of a buffer that is exactly one array of its own; null when it is not, or is shared. */
    public static byte @Nullable [] unwrap(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        boolean whole = bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.readerIndex() == 0;
        return whole && bytes.array().length == bytes.readableBytes() ? bytes.array() : null;
    }

    /** A buffer's bytes as an array that must not be changed: the buffer's own where it can be had, else a copy. */
    public static byte[] of(Buffer buffer) {
        byte[] own = unwrap(buffer);
        return own == null ? buffer.getBytes() : own;
    }
}

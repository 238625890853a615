package dev.edgewise.gateway.upstream;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Byte arrays as Vert.x buffers without a copy. The array must not change afterwards. */
public final class Bytes {
    private Bytes() {}

    public static Buffer wrap(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    public static Buffer wrap(byte[] bytes, int offset, int length) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, offset, length));
    }
}

package dev.edgewise.gateway.oip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Bytes in memory, up to a bound. */
final class BoundedBytes extends OutputStream {
    private static final int BYTES_AT_FIRST = 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_AT_FIRST);
    private final int bytesMax;

    BoundedBytes(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public void write(int one) throws IOException {
        check(1);
        bytes.write(one);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        check(length);
        bytes.write(from, offset, length);
    }

    private void check(int more) throws IOException {
        if (more > bytesMax - bytes.size()) {
            throw new TooLong(bytesMax);
        }
    }

    int size() {
        return bytes.size();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}

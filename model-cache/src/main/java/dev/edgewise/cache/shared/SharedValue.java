package dev.edgewise.cache.shared;

import dev.edgewise.cache.store.EntryRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** An answer as a shared tier keeps it: stamp, record, and a checksum over both. */
public record SharedValue(EntryRecord record, Stamp stamp) {
    private static final int HEAD_BYTES = 2 * Long.BYTES;
    private static final int SUM_BYTES = Integer.BYTES;

    public byte[] encode() {
        byte[] body = record.encode();
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + body.length + SUM_BYTES)
                .putLong(stamp.life())
                .putLong(stamp.number())
                .put(body);
        return out.putInt(sum(out.array(), out.position())).array();
    }

    /**
     * Reads a value.
     *
     * @param bodyBytesMax the largest answer accepted, in bytes
     * @throws IOException if it was damaged, or written by another version
     */
    public static SharedValue decode(byte[] bytes, int bodyBytesMax) throws IOException {
        int length = bytes.length - HEAD_BYTES - SUM_BYTES;
        if (length < 0) {
            throw new IOException("a value of " + bytes.length + " bytes is none");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(bytes.length - SUM_BYTES) != sum(bytes, bytes.length - SUM_BYTES)) {
            throw new IOException("the checksum does not fit");
        }
        var stamp = new Stamp(in.getLong(), in.getLong());
        byte[] body = new byte[length];
        in.get(body);
        return new SharedValue(EntryRecord.decode(body, bodyBytesMax), stamp);
    }

    private static int sum(byte[] bytes, int length) {
        var sum = new CRC32C();
        sum.update(bytes, 0, length);
        return (int) sum.getValue();
    }
}

package dev.edgewise.inference.store.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Counts and hashes what comes, and stops whoever reads more than was allowed. One thread. */
final class BodyReader extends FilterInputStream {
    private final MessageDigest digest;
    private long bytes;
    private long bytesAllowed;
    private boolean broken;

    BodyReader(InputStream in, MessageDigest digest) {
        super(in);
        this.digest = digest;
    }

    /** Bytes that came so far. */
    long bytes() {
        return bytes;
    }

    /** Lets so many more through. */
    void allow(long more) {
        bytesAllowed = more > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + more;
    }

    /** Whether the other side failed, and not what it sent. */
    boolean broken() {
        return broken;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length > 0 && bytes >= bytesAllowed) {
            throw new IOException("its headers are larger than any of a model's");
        }
        int read;
        try {
            read = super.read(to, offset, (int) Math.min(length, bytesAllowed - bytes));
        } catch (IOException e) {
            broken = true;
            throw e;
        }
        if (read > 0) {
            digest.update(to, offset, read);
            bytes += read;
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Math.max(count, 1), 1 << 13)];
        long skipped = 0;
        while (skipped < count) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.AnswerCodec;
import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.key.CacheKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored answer as it is kept outside of this process: on disk, or in a tier that several nodes share. Its times are
 * those of the wall clock, because the reader has another one that only moves forward.
 *
 * @param key its canonical key
 * @param answer the answer
 * @param labels what it can be purged by
 * @param makeMs how long it took to make, in milliseconds
 * @param storedEpochMs when it was made, in milliseconds since 1970: before it was stored, where it came with an age
 * @param ttlMs how long from then it is fresh, in milliseconds, its jitter taken off
 * @param revalidateMs how long past that it may be sent while a new one is fetched, in milliseconds; -1 when the reader's
 *     own settings say
 * @param errorMs how long past {@code ttlMs} it may be sent when no fresh one can be had; -1 likewise
 * @param acceptMs how long past {@code ttlMs} it may be sent to callers who accept a stale one; -1 likewise
 */
public record EntryRecord(
        CacheKey key,
        CachedAnswer answer,
        Labels labels,
        long makeMs,
        long storedEpochMs,
        long ttlMs,
        long revalidateMs,
        long errorMs,
        long acceptMs) {
    /** Grows with what is written. */
    private static final int VERSION = 3;

    /** The oldest that is still read: it does not say what callers may accept, and so they may accept nothing. */
    private static final int VERSION_OLDEST = 2;

    /** Most groups that are read; what has more is not one of ours. */
    private static final int GROUPS_MAX = 1_024;

    /** A record that leaves it to the reader how long it serves past its lifetime. */
    public EntryRecord(CacheKey key, CachedAnswer answer, Labels labels, long makeMs, long storedEpochMs, long ttlMs) {
        this(key, answer, labels, makeMs, storedEpochMs, ttlMs, Lifetime.UNSAID, Lifetime.UNSAID, Lifetime.UNSAID);
    }

    /** How long from when it was stored it may be of use at all, in milliseconds; at least its lifetime. Saturates. */
    public long keptMs() {
        boolean open = revalidateMs < 0 || errorMs < 0 || acceptMs < 0;
        long sum = ttlMs + Math.max(acceptMs, Math.max(revalidateMs, errorMs));
        return open || sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** The record as bytes, without a checksum. */
    public byte[] encode() {
        var bytes = new ByteArrayOutputStream(answer.weightBytes());
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(key.w0());
            out.writeLong(key.w1());
            out.writeLong(key.w2());
            out.writeLong(key.w3());
            out.writeUTF(labels.tenant());
            out.writeUTF(labels.model());
            out.writeUTF(labels.answeredBy());
            out.writeUTF(labels.confidence());
            String region = labels.region();
            out.writeBoolean(region != null);
            if (region != null) {
                out.writeUTF(region);
            }
            out.writeInt(labels.groups().size());
            for (String group : labels.groups()) {
                out.writeUTF(group);
            }
            out.writeLong(makeMs);
            out.writeLong(storedEpochMs);
            out.writeLong(ttlMs);
            out.writeLong(revalidateMs);
            out.writeLong(errorMs);
            out.writeLong(acceptMs);
            AnswerCodec.write(answer, out);
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a record.
     *
     * @param bodyBytesMax the largest answer accepted, in bytes
     * @throws IOException if the bytes are no record, that of another version, or have something behind it
     */
    public static EntryRecord decode(byte[] bytes, int bodyBytesMax) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version < VERSION_OLDEST || version > VERSION) {
                throw new IOException("an entry of version " + version + ", not " + VERSION);
            }
            var key = new CacheKey(in.readLong(), in.readLong(), in.readLong(), in.readLong());
            Labels labels = labels(in);
            long makeMs = in.readLong();
            long storedEpochMs = in.readLong();
            long ttlMs = in.readLong();
            long revalidateMs = in.readLong();
            long errorMs = in.readLong();
            long acceptMs = version == VERSION_OLDEST ? 0 : in.readLong();
            CachedAnswer answer = AnswerCodec.read(in, bodyBytesMax);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes behind the entry");
            }
            return new EntryRecord(key, answer, labels, makeMs, storedEpochMs, ttlMs, revalidateMs, errorMs, acceptMs);
        }
    }

    private static Labels labels(DataInputStream in) throws IOException {
        String tenant = in.readUTF();
        String model = in.readUTF();
        String answeredBy = in.readUTF();
        String confidence = in.readUTF();
        @Nullable String region = in.readBoolean() ? in.readUTF() : null;
        int count = in.readInt();
        if (count < 0 || count > GROUPS_MAX) {
            throw new IOException(count + " groups, where " + GROUPS_MAX + " are the most");
        }
        List<String> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            groups.add(in.readUTF());
        }
        return new Labels(tenant, model, answeredBy, confidence, region, groups);
    }
}

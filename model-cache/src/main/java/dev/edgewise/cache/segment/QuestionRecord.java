package dev.edgewise.cache.segment;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.StoredQuestion;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.ask.Partition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A stored question as a segment keeps it: all but what the guards read in it, which is read again.
 *
 * @param entry the canonical key of its answer
 * @param vector the embedder's vector of it
 * @param tokens the embedder's vectors of its tokens
 */
public record QuestionRecord(
        CacheKey entry, Partition partition, String text, String language, float[] vector, TokenVectors tokens) {
    static final byte KIND = 2;

    /** Grows when bytes of before cannot be read any more. */
    private static final int VERSION = 1;
    /** Most values of a vector, and tokens of a question, that are read. */
    private static final int VALUES_MAX = 1 << 16;

    static QuestionRecord of(StoredQuestion stored) {
        Question question = stored.question();
        return new QuestionRecord(
                stored.entry(),
                stored.partition(),
                question.text(),
                question.language(),
                question.vector(),
                question.tokens());
    }

    /** What it takes, in bytes, about. */
    long bytes() {
        return 200 + 2L * text.length() + 4L * vector.length + tokens.bytes();
    }

    byte[] encode() {
        var bytes = new ByteArrayOutputStream((int) bytes());
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(KIND);
            out.writeByte(VERSION);
            key(out, entry);
            out.writeUTF(partition.tenant());
            key(out, partition.frame());
            out.writeUTF(partition.language());
            out.writeUTF(partition.embedder());
            // Not writeUTF: a question may be longer than its 65,535 bytes.
            byte[] words = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(words.length);
            out.write(words);
            out.writeUTF(language);
            out.writeInt(vector.length);
            for (float value : vector) {
                out.writeFloat(value);
            }
            out.writeInt(tokens.count());
            out.writeInt(tokens.dimensions());
            for (int i = 0; i < tokens.count(); i++) {
                out.writeInt(tokens.ids()[i]);
                out.writeFloat(tokens.scales()[i]);
            }
            out.write(tokens.values());
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    private static void key(DataOutputStream out, CacheKey key) throws IOException {
        out.writeLong(key.w0());
        out.writeLong(key.w1());
        out.writeLong(key.w2());
        out.writeLong(key.w3());
    }

    /** @throws IOException if it is no question, or one of another version */
    static QuestionRecord decode(ByteBuffer payload) throws IOException {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != KIND || in.readUnsignedByte() != VERSION) {
                throw new IOException("not a question, or one of another version");
            }
            CacheKey entry = key(in);
            Partition partition = new Partition(in.readUTF(), key(in), in.readUTF(), in.readUTF());
            String text = new String(in.readNBytes(atMost(in.readInt(), bytes.length)), StandardCharsets.UTF_8);
            String language = in.readUTF();
            float[] vector = new float[atMost(in.readInt(), VALUES_MAX)];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = in.readFloat();
            }
            int[] ids = new int[atMost(in.readInt(), VALUES_MAX)];
            int dimensions = atMost(in.readInt(), VALUES_MAX);
            float[] scales = new float[ids.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = in.readInt();
                scales[i] = in.readFloat();
            }
            byte[] values = in.readAllBytes();
            if (values.length != (long) ids.length * dimensions) {
                throw new IOException("tokens of another length");
            }
            return new QuestionRecord(
                    entry, partition, text, language, vector, new TokenVectors(ids, values, scales, dimensions));
        }
    }

    private static int atMost(int count, int most) throws IOException {
        if (count < 0 || count > most) {
            throw new IOException(count + " where " + most + " are the most");
        }
        return count;
    }

    private static CacheKey key(DataInputStream in) throws IOException {
        return new CacheKey(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }
}

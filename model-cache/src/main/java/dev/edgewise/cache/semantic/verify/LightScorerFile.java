package dev.edgewise.cache.semantic.verify;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A {@link LightScorer} as bytes: a magic number, versions of the format and of the features, the embedder, the token
 * weights, the trees, and the SHA-256 of all before it.
 */
final class LightScorerFile {
    private static final int MAGIC = 0x45574c53;
    private static final int FORMAT = 1;
    private static final int BYTES_MAX = 16 << 20;
    private static final int COUNT_MAX = 4 << 20;
    private static final int DIGEST_BYTES = 32;
    private static final int ID_CHARACTERS = 12;

    private LightScorerFile() {}

    static byte[] bytes(LightScorer scorer) {
        byte[] body = body(scorer);
        byte[] all = Arrays.copyOf(body, body.length + DIGEST_BYTES);
        System.arraycopy(sha256(body, body.length), 0, all, body.length, DIGEST_BYTES);
        return all;
    }

    /** The beginning of its digest. */
    static String checksum(LightScorer scorer) {
        byte[] body = body(scorer);
        return HexFormat.of().formatHex(sha256(body, body.length)).substring(0, ID_CHARACTERS);
    }

    private static byte[] body(LightScorer scorer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.writeInt(PairFeatures.VERSION);
            out.writeUTF(scorer.embedder());
            out.writeFloat(scorer.weights().unseen());
            out.writeInt(scorer.weights().steps().length);
            out.write(scorer.weights().steps());
            out.writeInt(scorer.difference().steps().length);
            out.write(scorer.difference().steps());
            Trees trees = scorer.trees();
            out.writeInt(trees.depth());
            out.writeFloat(trees.bias());
            out.writeInt(trees.features().length);
            for (int i = 0; i < trees.features().length; i++) {
                out.writeByte(trees.features()[i]);
                out.writeFloat(trees.borders()[i]);
            }
            for (float leaf : trees.leaves()) {
                out.writeFloat(leaf);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads all of the stream.
     *
     * @param name what messages call it
     * @throws IOException if it is no scorer, is broken, or is of another version
     */
    static LightScorer read(InputStream from, String name) throws IOException {
        byte[] all = from.readNBytes(BYTES_MAX + 1);
        int body = all.length - DIGEST_BYTES;
        if (body < Integer.BYTES || all.length > BYTES_MAX) {
            throw new IOException(name + " is no verifier");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(all, 0, body));
        if (in.readInt() != MAGIC) {
            throw new IOException(name + " is no verifier");
        }
        if (!Arrays.equals(sha256(all, body), Arrays.copyOfRange(all, body, all.length))) {
            throw new IOException(name + " is broken: its checksum is not that of its content");
        }
        if (in.readInt() != FORMAT || in.readInt() != PairFeatures.VERSION) {
            throw new IOException(name + " was written by another version: train it again");
        }
        try {
            return scorer(in);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + " does not fit together: " + e.getMessage(), e);
        }
    }

    private static LightScorer scorer(DataInputStream in) throws IOException {
        String embedder = in.readUTF();
        float unseen = in.readFloat();
        byte[] steps = in.readNBytes(count(in));
        byte[] difference = in.readNBytes(count(in));
        int depth = in.readInt();
        float bias = in.readFloat();
        int questions = count(in);
        int[] features = new int[questions];
        float[] borders = new float[questions];
        for (int i = 0; i < questions; i++) {
            features[i] = in.readUnsignedByte();
            if (features[i] >= PairFeatures.COUNT) {
                throw new IllegalArgumentException("there is no feature " + features[i]);
            }
            borders[i] = in.readFloat();
        }
        if (depth < 1 || depth > Trees.DEPTH_MAX) {
            throw new IllegalArgumentException("trees of depth " + depth);
        }
        float[] leaves = new float[(questions / depth) << depth];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = in.readFloat();
        }
        return new LightScorer(
                embedder,
                new TokenWeights(steps, unseen),
                new TokenDifference(difference),
                new Trees(depth, features, borders, leaves, bias));
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > COUNT_MAX) {
            throw new IllegalArgumentException(count + " of something");
        }
        return count;
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

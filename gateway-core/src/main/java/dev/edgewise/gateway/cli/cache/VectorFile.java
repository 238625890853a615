package dev.edgewise.gateway.cli.cache;

import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.inference.catalog.ModelCard;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Vectors of a file's texts, kept in the folder for temporary files from run to run. One thread, one process. */
final class VectorFile {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int DIMENSIONS_MAX = 1 << 16;
    private static final int NAME_BYTES = 8;

    /** Changes with the way the texts are read from their file. */
    private static final byte READING = 2;

    private final Path file;

    VectorFile(Path file) {
        this.file = file;
    }

    /** One text's. */
    record Vectors(float[] vector, TokenVectors tokens) {}

    /** The one for these texts, as this state of the embedder's files sees them. */
    static VectorFile of(ModelCard embedder, Path pairs) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(READING);
            digest.update((embedder.id() + "@" + embedder.revision()).getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(pairs));
            String name = HexFormat.of().formatHex(digest.digest(), 0, NAME_BYTES);
            return new VectorFile(Path.of(System.getProperty("java.io.tmpdir"), "edgewise-vectors-" + name + ".bin"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** All that is kept, by number of text; a file with a torn end is given up. */
    Map<Integer, Vectors> read() throws IOException {
        Map<Integer, Vectors> all = new HashMap<>();
        if (!Files.exists(file)) {
            return all;
        }
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
            while (in.available() > 0) {
                int text = in.readInt();
                all.put(text, vectors(in));
            }
            return all;
        } catch (EOFException | IllegalArgumentException torn) {
            Files.delete(file);
            return new HashMap<>();
        }
    }

    private static Vectors vectors(DataInputStream in) throws IOException {
        int dimensions = in.readInt();
        int count = in.readInt();
        int each = in.readInt();
        if (dimensions < 0
                || dimensions > DIMENSIONS_MAX
                || count < 0
                || count > DIMENSIONS_MAX
                || each < 0
                || each > DIMENSIONS_MAX) {
            throw new IllegalArgumentException("no vectors");
        }
        float[] vector = floats(in, dimensions);
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = in.readInt();
        }
        float[] scales = floats(in, count);
        byte[] values = in.readNBytes(count * each);
        return new Vectors(vector, new TokenVectors(ids, values, scales, each));
    }

    private static float[] floats(DataInputStream in, int count) throws IOException {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = in.readFloat();
        }
        return floats;
    }

    void append(Map<Integer, Vectors> made) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), BUFFER_BYTES))) {
            for (Map.Entry<Integer, Vectors> text : made.entrySet()) {
                float[] vector = text.getValue().vector();
                TokenVectors tokens = text.getValue().tokens();
                out.writeInt(text.getKey());
                out.writeInt(vector.length);
                out.writeInt(tokens.count());
                out.writeInt(tokens.dimensions());
                for (float value : vector) {
                    out.writeFloat(value);
                }
                for (int id : tokens.ids()) {
                    out.writeInt(id);
                }
                for (float scale : tokens.scales()) {
                    out.writeFloat(scale);
                }
                out.write(tokens.values());
            }
        }
    }
}

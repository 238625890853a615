package dev.edgewise.cache.semantic.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Verifiers in plain Java, from files and as they come with Edgewise. */
public final class VerifierFiles {
    private VerifierFiles() {}

    /**
     * Reads a verifier that {@code cache train-verifier} or {@code cache train-shipped} wrote.
     *
     * @param embedder the model that makes the vectors it will judge
     * @throws IOException if the file cannot be read, is broken, is of another version, or was trained on the vectors
     *     of another embedder; the message says which
     */
    public static Verifier read(Path file, String embedder) throws IOException {
        try (InputStream from = Files.newInputStream(file)) {
            byte[] begin = from.readNBytes(CorrectionFile.ANY.length());
            if (!new String(begin, StandardCharsets.UTF_8).equals(CorrectionFile.ANY)) {
                return LightScorer.read(file, embedder);
            }
        }
        return corrected(Files.readAllBytes(file), file.toString(), embedder);
    }

    /**
     * The verifier that comes with Edgewise for this embedder; empty where there is none.
     *
     * @throws IOException if it is broken
     */
    public static Optional<CorrectedCosine> shipped(String embedder) throws IOException {
        String name = embedder.replace('/', '-') + ".verifier";
        try (InputStream from = VerifierFiles.class.getResourceAsStream(name)) {
            return from == null ? Optional.empty() : Optional.of(corrected(from.readAllBytes(), name, embedder));
        }
    }

    private static CorrectedCosine corrected(byte[] bytes, String file, String embedder) throws IOException {
        Correction correction = CorrectionFile.read(bytes, file);
        if (!correction.embedder().equals(embedder)) {
            throw new IOException(file + " judges vectors of " + correction.embedder() + " and not of " + embedder
                    + ": train one for " + embedder);
        }
        return new CorrectedCosine(correction);
    }
}

package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.ImageRecipe;
import dev.edgewise.inference.catalog.Skill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Models that come as a bare ONNX file, told by the hash of its content. Any thread. */
final class WellKnown {
    /** PP-OCR's classifier of a text line's orientation; what it takes is in PaddleOCR's configuration of it. */
    private static final long ORIENTATION_BYTES = 585_532;

    private static final String ORIENTATION_SHA256 = "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c";
    private static final Skill.ImageClassification ORIENTATION = new Skill.ImageClassification(
            List.of("0", "180"),
            false,
            true,
            new ImageRecipe(
                    ImageRecipe.Fit.FILL_RIGHT,
                    192,
                    48,
                    ImageRecipe.Filter.BILINEAR,
                    0,
                    0,
                    1 / 255.0,
                    List.of(0.5, 0.5, 0.5),
                    List.of(0.5, 0.5, 0.5),
                    true),
            // PaddleOCR turns a line only when the classifier is this sure.
            Calibration.assumed(0.9));

    private WellKnown() {}

    /** What a bare ONNX file does; empty if nobody knows. */
    static Optional<Skill> skill(Path onnx) throws IOException {
        if (Files.size(onnx) != ORIENTATION_BYTES) {
            return Optional.empty();
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(onnx));
            return HexFormat.of().formatHex(hash).equals(ORIENTATION_SHA256)
                    ? Optional.of(ORIENTATION)
                    : Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

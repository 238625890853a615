package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.StoredModel;
import dev.edgewise.inference.store.folder.CalibrationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a stored model's calibration when other files take its name: it was made on this node, so that no other
 * place has it, and counts for the weights that it was fitted to alone.
 *
 * @param files of the model from now on, its calibration among them where that still counts
 * @param lost whether there was one that does not count any more
 */
public record CarriedCalibration(List<StoredFile> files, boolean lost) {
    /** Larger ones no calibration is, in bytes. */
    private static final long BYTES_MAX = 1 << 20;

    /** Copies the list. */
    public CarriedCalibration {
        files = List.copyOf(files);
    }

    /**
     * Looks at the model that has a name now.
     *
     * @param export the ONNX file of those that come
     * @param coming its files; one that brings a calibration keeps its own
     */
    public static CarriedCalibration of(ModelStore store, String name, String export, List<StoredFile> coming)
            throws IOException {
        Optional<StoredFile> made = store.model(name).map(StoredModel::files).flatMap(CarriedCalibration::calibration);
        if (made.isEmpty() || calibration(coming).isPresent()) {
            return new CarriedCalibration(coming, false);
        }
        if (!fits(weights(store, made.get()), export, coming)) {
            return new CarriedCalibration(coming, true);
        }
        List<StoredFile> all = new ArrayList<>(coming);
        all.add(made.get());
        return new CarriedCalibration(all, false);
    }

    private static Optional<StoredFile> calibration(List<StoredFile> files) {
        return files.stream()
                .filter(file -> file.name().equals(CalibrationFile.NAME))
                .findFirst();
    }

    private static List<String> weights(ModelStore store, StoredFile made) throws IOException {
        Optional<Path> blob = made.bytes() > BYTES_MAX ? Optional.empty() : store.find(made.sha256(), made.bytes());
        return blob.isEmpty() ? List.of() : CalibrationFile.weights(Files.readAllBytes(blob.get()));
    }

    /** The export is the first of the weights; the others are what it names. */
    private static boolean fits(List<String> weights, String export, List<StoredFile> coming) {
        Set<String> hashes = new HashSet<>();
        coming.forEach(file -> hashes.add(file.sha256()));
        return hashes.containsAll(weights)
                && coming.stream()
                        .anyMatch(file -> file.name().equals(export)
                                && !weights.isEmpty()
                                && file.sha256().equals(weights.getFirst()));
    }

    /** In words, for whoever has put other files in the place of a model. */
    public static String told(String name) {
        return "the calibration of " + name
                + " was made for other weights and counts no more: its scores are uncalibrated"
                + " until 'edgewise model calibrate " + name + " --data PATH' makes a new one";
    }
}

package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a classifier's scores are worth, in a file beside its own. It names the weights that it was fitted to by their
 * hashes, and counts for those alone. Any thread; reads files.
 */
public final class CalibrationFile {
    /** The file's name in its model's folder. */
    public static final String NAME = "edgewise-calibration.json";

    private static final String KIND = "edgewise-calibration";
    /** Beyond this, and its inverse, scores are all one or all alike. */
    private static final double TEMPERATURE_MIN = 0.001;

    private static final System.Logger LOG = System.getLogger(CalibrationFile.class.getName());

    private CalibrationFile() {}

    /**
     * The file's content.
     *
     * @param inputs how many inputs it was fitted to
     */
    public static byte[] write(ModelFolder model, Calibration calibration, int inputs) throws IOException {
        ObjectNode tree = FolderJson.JSON
                .createObjectNode()
                .put("kind", KIND)
                .put("version", 1)
                .put("temperature", calibration.temperature())
                .put("unknown_below", calibration.unknownBelow())
                .put("inputs", inputs);
        if (Double.isFinite(calibration.energyMax())) {
            tree.put("energy_max", calibration.energyMax());
        }
        ArrayNode weights = tree.putArray("weights");
        hashes(model.source().root(), FolderReader.weights(model.source().model(), model.graph()))
                .forEach(weights::add);
        return FolderJson.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
    }

    /** The hashes of the weights that a calibration was fitted to, the export's first; none where it is none. */
    public static List<String> weights(byte[] content) {
        try {
            JsonNode tree = FolderJson.JSON.readTree(content);
            return tree == null ? List.of() : FolderJson.texts(tree.path("weights"));
        } catch (IOException damaged) {
            return List.of();
        }
    }

    /**
     * The skill as the folder's calibration has it; as it was where there is none, or one of other weights, which the log
     * tells.
     *
     * @param weights the files of the weights, relative to the folder
     * @throws RefusedModelException if the file is malformed
     */
    static Skill apply(Skill skill, Path folder, List<String> weights) throws IOException {
        JsonNode tree = FolderJson.read(folder, NAME);
        if (tree.isMissingNode() || !(skill instanceof Skill.Labels labels)) {
            return skill;
        }
        Calibration calibration = calibration(tree, labels.calibration().holdsFrom());
        if (!FolderJson.texts(tree.path("weights")).equals(hashes(folder, weights))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} was made for other weights than those of {1} and is not used: run 'edgewise model calibrate' again",
                    NAME,
                    weights.getFirst());
            return skill;
        }
        return labels.calibrated(calibration);
    }

    private static Calibration calibration(JsonNode tree, double holdsFrom) throws RefusedModelException {
        if (!tree.path("kind").asText().equals(KIND)
                || !tree.path("temperature").isNumber()) {
            throw new RefusedModelException("the file " + NAME + " is no calibration: remove it, or calibrate again");
        }
        double temperature = tree.path("temperature").doubleValue();
        if (!(temperature >= TEMPERATURE_MIN && temperature <= 1 / TEMPERATURE_MIN)) {
            throw new RefusedModelException(
                    "the file " + NAME + " has a temperature that no fit gives: " + temperature);
        }
        try {
            return new Calibration(
                    temperature,
                    tree.path("unknown_below").asDouble(0),
                    tree.path("energy_max").asDouble(Double.POSITIVE_INFINITY),
                    holdsFrom,
                    true);
        } catch (IllegalArgumentException e) {
            throw new RefusedModelException("the file " + NAME + " does not fit together: " + e.getMessage());
        }
    }

    private static List<String> hashes(Path folder, List<String> weights) throws IOException {
        List<String> hashes = new ArrayList<>();
        for (String name : weights) {
            hashes.add(WeightHashes.OF_PROCESS.of(FolderFiles.find(folder, name)));
        }
        return hashes;
    }
}

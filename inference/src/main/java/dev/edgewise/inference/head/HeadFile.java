package dev.edgewise.inference.head;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A head as it lies in the store: one JSON file.
 *
 * @param embedder the model whose vectors it reads, as a configuration names it
 * @param head the weights
 */
public record HeadFile(String embedder, LinearHead head) {
    /** The file's name in its model's folder. */
    public static final String NAME = "head.json";

    private static final String KIND = "edgewise-linear-head";
    private static final int BYTES_MAX = 64 << 20;
    private static final int LABELS_MAX = 10_000;
    private static final int DIMENSIONS_MAX = 65_536;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(BYTES_MAX)
                    .build())
            .build());

    /**
     * Reads the head in a folder.
     *
     * @throws RefusedModelException if it is none; the message says why
     */
    public static HeadFile read(Path folder) throws IOException {
        Path file = FolderFiles.find(folder, NAME);
        if (Files.size(file) > BYTES_MAX) {
            throw new RefusedModelException(NAME + " has more than " + BYTES_MAX + " bytes");
        }
        try {
            JsonNode tree = JSON.readTree(Files.readAllBytes(file));
            if (tree == null || !tree.path("kind").asText().equals(KIND)) {
                throw new RefusedModelException(NAME + " is no linear head");
            }
            return of(tree);
        } catch (JsonProcessingException e) {
            throw new RefusedModelException(NAME + " is no JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw new RefusedModelException(NAME + " does not fit together: " + e.getMessage());
        }
    }

    private static HeadFile of(JsonNode tree) throws RefusedModelException {
        List<String> labels = new ArrayList<>();
        tree.path("labels").forEach(label -> labels.add(label.asText()));
        int dimensions = tree.path("dimensions").asInt();
        if (labels.size() > LABELS_MAX || dimensions > DIMENSIONS_MAX) {
            throw new RefusedModelException(
                    NAME + " has more than " + LABELS_MAX + " labels or " + DIMENSIONS_MAX + " dimensions");
        }
        var calibration = new Calibration(
                tree.path("temperature").asDouble(1),
                tree.path("unknown_below").asDouble(0),
                tree.path("energy_max").asDouble(Double.POSITIVE_INFINITY),
                tree.path("holds_from").asDouble(Calibration.HOLDS_FROM),
                // A head is calibrated by its training; one that was made by hand says nothing of it.
                tree.has("temperature"));
        float[] weights = floats(tree.path("weights").asText());
        float[] bias = floats(tree.path("bias").asText());
        return new HeadFile(
                tree.path("embedder").asText(),
                new LinearHead(
                        labels,
                        dimensions,
                        weights,
                        bias,
                        calibration,
                        tree.path("several").asBoolean(false)));
    }

    /** The file's content. */
    public byte[] toBytes() throws IOException {
        ObjectNode tree = JSON.createObjectNode()
                .put("kind", KIND)
                .put("version", 1)
                .put("embedder", embedder)
                .put("dimensions", head.dimensions())
                .put("temperature", head.calibration().temperature())
                .put("unknown_below", head.calibration().unknownBelow());
        if (Double.isFinite(head.calibration().energyMax())) {
            tree.put("energy_max", head.calibration().energyMax());
        }
        if (head.several()) {
            tree.put("several", true).put("holds_from", head.calibration().holdsFrom());
        }
        ArrayNode labels = tree.putArray("labels");
        head.labels().forEach(labels::add);
        int count = head.labels().size();
        float[] weights = new float[count * head.dimensions()];
        float[] bias = new float[count];
        for (int label = 0; label < count; label++) {
            bias[label] = head.bias(label);
            for (int d = 0; d < head.dimensions(); d++) {
                weights[label * head.dimensions() + d] = head.weight(label, d);
            }
        }
        return JSON.writeValueAsBytes(tree.put("bias", base64(bias)).put("weights", base64(weights)));
    }

    private static String base64(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static float[] floats(String base64) throws RefusedModelException {
        byte[] bytes = Base64.getDecoder().decode(base64);
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new RefusedModelException(NAME + " has a weight that is no number");
            }
        }
        return values;
    }
}

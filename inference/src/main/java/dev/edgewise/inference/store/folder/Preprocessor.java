package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.catalog.ImageRecipe;
import dev.edgewise.inference.store.scan.GraphSummary;
import dev.edgewise.inference.store.scan.Port;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code preprocessor_config.json}, as the image processors of Hugging Face write it. */
final class Preprocessor {
    static final String NAME = "preprocessor_config.json";
    private static final double BYTE_SCALE = 1 / 255.0;
    private static final int RANK = 4;
    private static final int COLOURS = 3;

    /** Of most processors of Hugging Face, in pixels. */
    private static final int EDGE_DEFAULT = 224;

    /** What ConvNeXt's processor keeps of the edge of a resized picture where nothing is said. */
    private static final double CONVNEXT_SHARE = 224 / 256.0;

    /** From this edge on it cuts nothing off and resizes both edges, in pixels. */
    private static final int WARPED_EDGE_MIN = 384;

    private final JsonNode config;

    private Preprocessor(JsonNode config) {
        this.config = config;
    }

    /**
     * What a model wants done with its pictures.
     *
     * @throws RefusedModelException if the file is missing, or asks for what this node does not do
     */
    static ImageRecipe read(Path folder, GraphSummary graph) throws IOException {
        JsonNode config = FolderJson.read(folder, NAME);
        if (!config.isObject()) {
            throw new RefusedModelException(
                    "the folder has no " + NAME
                            + ", which a model that reads images needs; say task: classify_tensor in edgewise.yaml to label the numbers themselves");
        }
        try {
            return new Preprocessor(config).recipe(graph);
        } catch (IllegalArgumentException e) {
            throw new RefusedModelException(NAME + ": " + e.getMessage());
        }
    }

    private ImageRecipe recipe(GraphSummary graph) throws RefusedModelException {
        boolean cropped = flag("do_center_crop", false);
        JsonNode crop = config.path("crop_size");
        int cropWidth = cropped ? edge(crop, "width", graph, 3) : 0;
        int cropHeight = cropped ? edge(crop, "height", graph, 2) : 0;
        boolean normalized = flag("do_normalize", true);
        double scale = flag("do_rescale", true) ? config.path("rescale_factor").asDouble(BYTE_SCALE) : 1;
        List<Double> mean = normalized ? colours("image_mean", 0.5) : List.of(0.0, 0.0, 0.0);
        List<Double> deviation = normalized ? colours("image_std", 0.5) : List.of(1.0, 1.0, 1.0);
        JsonNode size = config.path("size");
        boolean shortest = size.has("shortest_edge") || (size.isNumber() && cropped);
        int width;
        int height;
        boolean warped = false;
        if (!flag("do_resize", true)) {
            throw new RefusedModelException(NAME + ": without do_resize, pictures have no common size");
        } else if (shortest) {
            width = size.isNumber() ? size.asInt() : size.path("shortest_edge").asInt();
            height = width;
            if (!cropped) {
                // Some processors cut the middle out by a share of the edge instead of a size.
                double share = config.path("crop_pct").asDouble(isConvNext() ? CONVNEXT_SHARE : 0);
                warped = share > 0 && width >= WARPED_EDGE_MIN;
                if (share <= 0 || share > 1) {
                    throw new RefusedModelException(
                            NAME + ": a shortest_edge without do_center_crop leaves pictures of many sizes");
                }
                if (!warped) {
                    cropWidth = width;
                    cropHeight = width;
                    width = (int) (width / share);
                    height = width;
                }
            }
        } else {
            width = edge(size, "width", graph, 3);
            height = edge(size, "height", graph, 2);
        }
        return new ImageRecipe(
                shortest && !warped ? ImageRecipe.Fit.SHORTEST_EDGE : ImageRecipe.Fit.STRETCH,
                width,
                height,
                filter(),
                cropWidth,
                cropHeight,
                scale,
                mean,
                deviation,
                flag("do_flip_channel_order", false));
    }

    private boolean isConvNext() {
        return config.path("image_processor_type")
                .asText(config.path("feature_extractor_type").asText())
                .startsWith("ConvNext");
    }

    private boolean flag(String name, boolean otherwise) {
        return config.path(name).asBoolean(otherwise);
    }

    /**
     * An edge from a size such as {@code {"height": 224, "width": 224}} or {@code 224}; where there is none, the graph's own or
     * the usual one.
     */
    private static int edge(JsonNode size, String name, GraphSummary graph, int dimension)
            throws RefusedModelException {
        if (size.isNumber()) {
            return size.asInt();
        }
        if (size.has(name)) {
            return size.path(name).asInt();
        }
        if (!size.isEmpty()) {
            throw new RefusedModelException(
                    NAME + ": sizes have height and width, or shortest_edge; this one has " + size);
        }
        return graph.input("pixel_values")
                .or(() -> graph.inputs().stream().findFirst())
                .map(Port::shape)
                .filter(shape -> shape.size() == RANK)
                .map(shape -> (int) Math.min(shape.get(dimension), Integer.MAX_VALUE))
                .filter(edge -> edge > 0)
                .orElse(EDGE_DEFAULT);
    }

    /** A number for each colour, or one for all. */
    private List<Double> colours(String name, double otherwise) throws RefusedModelException {
        JsonNode values = config.path(name);
        if (values.isMissingNode() || values.isNull() || values.isNumber()) {
            double all = values.asDouble(otherwise);
            return List.of(all, all, all);
        }
        List<Double> colours = new ArrayList<>();
        for (JsonNode value : values) {
            colours.add(value.asDouble(Double.NaN));
        }
        if (colours.size() != COLOURS || colours.stream().anyMatch(value -> value.isNaN())) {
            throw new RefusedModelException(
                    NAME + ": " + name + " must be a number, or one for each of 3 colours, and is " + values);
        }
        return List.copyOf(colours);
    }

    /** Pillow's numbers. */
    private ImageRecipe.Filter filter() throws RefusedModelException {
        return switch (config.path("resample").asInt(2)) {
            case 0 -> ImageRecipe.Filter.NEAREST;
            case 1 -> ImageRecipe.Filter.LANCZOS;
            case 2 -> ImageRecipe.Filter.BILINEAR;
            case 3 -> ImageRecipe.Filter.BICUBIC;
            default -> throw new RefusedModelException(NAME + ": resample must be 0, 1, 2 or 3");
        };
    }
}

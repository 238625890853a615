package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.Task;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What the operator says about a model beyond its own files, in {@code edgewise.yaml} or {@code edgewise.json} beside
 * them. Every key may be absent; an unknown one is an error.
 *
 * @param task {@code task}: what it does
 * @param onnx {@code onnx}: the ONNX file
 * @param pooling {@code pooling}: mean, cls, last, max or in_graph
 * @param tokensMax {@code tokens_max}: most tokens of one input
 * @param rowsPerBatchMax {@code batch_max}: most inputs run together
 * @param threshold {@code threshold}: the score from which on a label holds
 * @param licence {@code licence}: SPDX id
 * @param regions {@code regions}: where it may run
 * @param samples {@code samples}: texts that a new version must answer as this one does
 * @param files {@code files}: the sha256 of each file by name, in hex; what a signature covers
 */
public record Manifest(
        Optional<Task> task,
        Optional<String> onnx,
        Optional<Pooling> pooling,
        OptionalInt tokensMax,
        OptionalInt rowsPerBatchMax,
        OptionalDouble threshold,
        Optional<String> licence,
        List<String> regions,
        List<String> samples,
        Map<String, String> files) {
    /** Most samples. */
    public static final int SAMPLES_MAX = 64;

    private static final int SAMPLE_CHARACTERS_MAX = 2_000;

    /** The names it may have. */
    public static final List<String> NAMES = List.of("edgewise.yaml", "edgewise.json");

    private static final Manifest NONE = new Manifest(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of());
    private static final Set<String> KEYS = Set.of(
            "task",
            "onnx",
            "pooling",
            "tokens_max",
            "batch_max",
            "threshold",
            "licence",
            "regions",
            "files",
            "samples");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int SIZE_MAX = 1 << 20;

    /** Copies the collections. */
    public Manifest {
        regions = List.copyOf(regions);
        samples = List.copyOf(samples);
        files = Map.copyOf(files);
    }

    /** The name of the folder's manifest; empty if it has none. */
    static Optional<String> name(Path folder) throws RefusedModelException {
        List<String> there =
                NAMES.stream().filter(name -> FolderJson.has(folder, name)).toList();
        if (there.size() > 1) {
            throw new RefusedModelException("there are two manifests, " + there + ": keep one");
        }
        return there.stream().findFirst();
    }

    /**
     * The manifest of a folder; one without any key if there is none.
     *
     * @throws RefusedModelException if it is malformed; the message names the key
     */
    static Manifest read(Path folder) throws IOException {
        Optional<String> name = name(folder);
        if (name.isEmpty()) {
            return NONE;
        }
        JsonNode tree = name.get().endsWith(".yaml") ? yaml(folder, name.get()) : FolderJson.read(folder, name.get());
        if (!tree.isObject()) {
            throw new RefusedModelException(name.get() + " is not a mapping");
        }
        return new Reader(name.get(), tree).manifest();
    }

    /** The folder's {@code samples}; empty where it names none. */
    public static List<String> samples(Path folder) throws IOException {
        return read(folder).samples();
    }

    private static JsonNode yaml(Path folder, String name) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(16);
        options.setCodePointLimit(FolderJson.BYTES_MAX);
        try {
            Object value = new Yaml(new SafeConstructor(options))
                    .load(new String(FolderJson.bytes(folder, name), StandardCharsets.UTF_8));
            return FolderJson.JSON.valueToTree(value);
        } catch (YAMLException | IllegalArgumentException e) {
            throw new RefusedModelException("the file " + name + " is no YAML: " + firstLine(e));
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private record Reader(String name, JsonNode tree) {
        Manifest manifest() throws RefusedModelException {
            for (Iterator<String> keys = tree.fieldNames(); keys.hasNext(); ) {
                String key = keys.next();
                if (!KEYS.contains(key)) {
                    throw new RefusedModelException(
                            name + ": unknown key '" + key + "'; allowed are " + new TreeSet<>(KEYS));
                }
            }
            return new Manifest(
                    choice("task", Task.values()),
                    text("onnx"),
                    choice("pooling", Pooling.values()),
                    size("tokens_max"),
                    size("batch_max"),
                    score("threshold"),
                    text("licence"),
                    FolderJson.texts(tree.path("regions")),
                    samples(),
                    files());
        }

        private List<String> samples() throws RefusedModelException {
            List<String> texts = FolderJson.texts(tree.path("samples"));
            if (texts.size() > SAMPLES_MAX
                    || texts.size() != tree.path("samples").size()
                    || texts.stream().anyMatch(text -> text.isBlank() || text.length() > SAMPLE_CHARACTERS_MAX)) {
                throw new RefusedModelException(name + ": 'samples' must be a list of at most " + SAMPLES_MAX
                        + " texts of at most " + SAMPLE_CHARACTERS_MAX + " characters");
            }
            return texts;
        }

        private Optional<String> text(String key) throws RefusedModelException {
            JsonNode value = tree.path(key);
            if (value.isMissingNode()) {
                return Optional.empty();
            }
            if (!value.isTextual() || value.textValue().isBlank()) {
                throw new RefusedModelException(name + ": '" + key + "' must be a text");
            }
            return Optional.of(value.textValue());
        }

        private OptionalInt size(String key) throws RefusedModelException {
            JsonNode value = tree.path(key);
            if (value.isMissingNode()) {
                return OptionalInt.empty();
            }
            if (!value.isInt() || value.intValue() < 1 || value.intValue() > SIZE_MAX) {
                throw new RefusedModelException(name + ": '" + key + "' must be a number from 1 to " + SIZE_MAX);
            }
            return OptionalInt.of(value.intValue());
        }

        private OptionalDouble score(String key) throws RefusedModelException {
            JsonNode value = tree.path(key);
            if (value.isMissingNode()) {
                return OptionalDouble.empty();
            }
            if (!value.isNumber() || !(value.doubleValue() > 0 && value.doubleValue() < 1)) {
                throw new RefusedModelException(name + ": '" + key + "' must be a number between 0 and 1");
            }
            return OptionalDouble.of(value.doubleValue());
        }

        private <E extends Enum<E>> Optional<E> choice(String key, E[] values) throws RefusedModelException {
            Optional<String> text = text(key);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            String wanted = text.get().toUpperCase(Locale.ROOT).replace('-', '_');
            Optional<E> found = Arrays.stream(values)
                    .filter(value -> value.name().equals(wanted))
                    .findFirst();
            if (found.isEmpty()) {
                throw new RefusedModelException(name + ": '" + key + "' must be one of "
                        + Arrays.toString(values).toLowerCase(Locale.ROOT));
            }
            return found;
        }

        private Map<String, String> files() throws RefusedModelException {
            Map<String, String> sums = new HashMap<>();
            for (Map.Entry<String, JsonNode> entry : tree.path("files").properties()) {
                String sum = entry.getValue().asText().toLowerCase(Locale.ROOT);
                if (!SHA256.matcher(sum).matches()) {
                    throw new RefusedModelException(
                            name + ": 'files' must give the sha256 of " + entry.getKey() + " in 64 hex digits");
                }
                sums.put(entry.getKey(), sum);
            }
            return sums;
        }
    }
}

package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.Task;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.words.ByteSizes;
import dev.edgewise.inference.words.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the keys of one manifest; messages begin with file, line and column, as the configuration's do. */
record ManifestReader(ManifestFile file) {
    private static final int SAMPLE_CHARACTERS_MAX = 2_000;
    private static final int LABEL_CHARACTERS_MAX = 200;
    private static final int REGIONS_MAX = 100;
    private static final int LENGTHS_MAX = 100;
    private static final String REGION = "[A-Za-z0-9_-]{1,32}";
    private static final Set<String> KEYS = Set.of(
            "task",
            "onnx",
            "precision",
            "pooling",
            "tokens_max",
            "batch_max",
            "threshold",
            "labels",
            "scores",
            "output",
            Matryoshka.KEY,
            "licence",
            "regions",
            "files",
            "samples",
            "providers",
            "memory");
    private static final Set<String> MEMORY_KEYS = Set.of("host", "device");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int SIZE_MAX = 1 << 20;

    Manifest manifest() throws RefusedModelException {
        known(file.tree(), "", KEYS);
        JsonNode memory = file.tree().path("memory");
        if (!memory.isMissingNode() && !memory.isObject()) {
            throw wrong("memory", "must be a mapping such as {host: 600MB, device: 2GB}");
        }
        known(memory, "memory.", MEMORY_KEYS);
        Optional<String> onnx = text("onnx");
        Optional<Precision> precision = choice("precision", Precision.values());
        if (onnx.isPresent() && precision.isPresent() && Precision.of(onnx.get()) != precision.get()) {
            throw wrong(
                    "precision",
                    "is " + precision.get().id() + ", and 'onnx' names a file of "
                            + Precision.of(onnx.get()).id() + ": keep one of the two");
        }
        return new Manifest(
                choice("task", Task.values()),
                onnx,
                precision,
                choice("pooling", Pooling.values()),
                size("tokens_max"),
                size("batch_max"),
                score("threshold"),
                labels(),
                choice("scores", ScoreScale.values()),
                text("output"),
                matryoshka(),
                text("licence"),
                regions(),
                samples(),
                providers(),
                bytes(memory, "host"),
                bytes(memory, "device"),
                files());
    }

    private void known(JsonNode mapping, String path, Set<String> keys) throws RefusedModelException {
        for (Iterator<String> names = mapping.fieldNames(); names.hasNext(); ) {
            String key = names.next();
            if (!keys.contains(key)) {
                throw new RefusedModelException(file.at(path + key) + "unknown key '" + key + "'"
                        + Nearest.didYouMean(key, new TreeSet<>(keys)) + "; allowed: "
                        + String.join(", ", new TreeSet<>(keys)));
            }
        }
    }

    private RefusedModelException wrong(String path, String problem) {
        return new RefusedModelException(file.at(path) + "'" + path + "' " + problem);
    }

    private List<String> regions() throws RefusedModelException {
        List<String> tags = texts("regions", "region tags such as [KR, eu]", REGIONS_MAX);
        if (tags.stream().anyMatch(tag -> !tag.matches(REGION))) {
            throw wrong("regions", "must be a list of region tags such as [KR, eu]");
        }
        // An empty list would read like "nowhere", and nobody means that.
        if (file.tree().has("regions") && tags.isEmpty()) {
            throw wrong("regions", "names no region: leave it out for all of them");
        }
        return tags;
    }

    private List<String> samples() throws RefusedModelException {
        String expected =
                "at most " + Manifest.SAMPLES_MAX + " texts of at most " + SAMPLE_CHARACTERS_MAX + " characters";
        List<String> texts = texts("samples", expected, Manifest.SAMPLES_MAX);
        if (texts.stream().anyMatch(text -> text.isBlank() || text.length() > SAMPLE_CHARACTERS_MAX)) {
            throw wrong("samples", "must be a list of " + expected);
        }
        return texts;
    }

    private List<String> labels() throws RefusedModelException {
        String expected = "1 to " + SkillReader.LABELS_MAX + " different names of at most " + LABEL_CHARACTERS_MAX
                + " characters, such as [cat, dog]";
        List<String> names = texts("labels", expected, SkillReader.LABELS_MAX);
        if (names.stream().anyMatch(name -> name.isBlank() || name.length() > LABEL_CHARACTERS_MAX)
                || new HashSet<>(names).size() < names.size()
                || file.tree().has("labels") && names.isEmpty()) {
            throw wrong("labels", "must be a list of " + expected);
        }
        return names;
    }

    private List<Provider> providers() throws RefusedModelException {
        List<Provider> order = new ArrayList<>();
        for (String name : texts("providers", "tensorrt, cuda and cpu", Provider.values().length)) {
            order.add(one("providers", name, Provider.values()));
        }
        return order;
    }

    private List<Integer> matryoshka() throws RefusedModelException {
        JsonNode list = file.tree().path(Matryoshka.KEY);
        List<Integer> lengths = new ArrayList<>();
        for (JsonNode length : list) {
            if (length.isInt() && length.intValue() >= 1 && length.intValue() <= SIZE_MAX) {
                lengths.add(length.intValue());
            }
        }
        if (!list.isMissingNode() && (!list.isArray() || lengths.size() != list.size() || list.size() > LENGTHS_MAX)) {
            throw wrong(Matryoshka.KEY, "must be a list of at most " + LENGTHS_MAX + " lengths such as [64, 128, 256]");
        }
        return lengths;
    }

    private List<String> texts(String key, String expected, int most) throws RefusedModelException {
        JsonNode list = file.tree().path(key);
        List<String> texts = FolderJson.texts(list);
        if ((!list.isMissingNode() && !list.isArray()) || texts.size() != list.size() || texts.size() > most) {
            throw wrong(key, "must be a list of " + expected);
        }
        return texts;
    }

    private Optional<String> text(String key) throws RefusedModelException {
        JsonNode value = file.tree().path(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw wrong(key, "must be a text");
        }
        return Optional.of(value.textValue());
    }

    private OptionalInt size(String key) throws RefusedModelException {
        JsonNode value = file.tree().path(key);
        if (value.isMissingNode()) {
            return OptionalInt.empty();
        }
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > SIZE_MAX) {
            throw wrong(key, "must be a number from 1 to " + SIZE_MAX);
        }
        return OptionalInt.of(value.intValue());
    }

    private OptionalDouble score(String key) throws RefusedModelException {
        JsonNode value = file.tree().path(key);
        if (value.isMissingNode()) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber() || !(value.doubleValue() > 0 && value.doubleValue() < 1)) {
            throw wrong(key, "must be a number between 0 and 1");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    private OptionalLong bytes(JsonNode memory, String key) throws RefusedModelException {
        if (!memory.has(key)) {
            return OptionalLong.empty();
        }
        OptionalLong bytes = ByteSizes.parse(memory.path(key).asText());
        if (bytes.isEmpty() || bytes.getAsLong() < 1 || bytes.getAsLong() > Long.MAX_VALUE / 8) {
            throw wrong("memory." + key, "must be " + ByteSizes.EXPECTED);
        }
        return bytes;
    }

    private <E extends Enum<E>> Optional<E> choice(String key, E[] values) throws RefusedModelException {
        Optional<String> text = text(key);
        return text.isEmpty() ? Optional.empty() : Optional.of(one(key, text.get(), values));
    }

    private <E extends Enum<E>> E one(String key, String name, E[] values) throws RefusedModelException {
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        for (E value : values) {
            if (value.name().equals(wanted)) {
                return value;
            }
        }
        List<String> known = Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
        throw wrong(key, "must be one of " + known + Nearest.didYouMean(name, known));
    }

    private Map<String, String> files() throws RefusedModelException {
        Map<String, String> sums = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : file.tree().path("files").properties()) {
            String sum = entry.getValue().asText().toLowerCase(Locale.ROOT);
            if (!SHA256.matcher(sum).matches()) {
                throw new RefusedModelException(file.at("files." + entry.getKey()) + "'files' must give the sha256 of "
                        + entry.getKey() + " in 64 hex digits");
            }
            sums.put(entry.getKey(), sum);
        }
        return sums;
    }
}

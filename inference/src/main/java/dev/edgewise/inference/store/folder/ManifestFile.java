package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A manifest as it was written.
 *
 * @param name the file's
 * @param tree an object
 * @param places line and column of each key, such as {@code 3:1}, by its path
 */
record ManifestFile(String name, JsonNode tree, Map<String, String> places) {
    /** Copies the places. */
    ManifestFile {
        places = Map.copyOf(places);
    }

    /** @throws RefusedModelException if it is no mapping, or cannot be read */
    static ManifestFile read(String name, byte[] content) throws IOException {
        Map<String, String> places = new HashMap<>();
        JsonNode tree = name.endsWith(".yaml") ? yaml(name, content, places) : json(name, content, places);
        if (!tree.isObject()) {
            throw new RefusedModelException(name + " is not a mapping");
        }
        return new ManifestFile(name, tree, places);
    }

    /** Where a key stands, for the beginning of a message: {@code edgewise.yaml:3:1: }. */
    String at(String path) {
        String place = places.get(path);
        return place == null ? name + ": " : name + ":" + place + ": ";
    }

    private static JsonNode yaml(String name, byte[] content, Map<String, String> places) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(16);
        options.setCodePointLimit(FolderJson.BYTES_MAX);
        String text = new String(content, StandardCharsets.UTF_8);
        try {
            Yaml yaml = new Yaml(new SafeConstructor(options));
            JsonNode tree = FolderJson.JSON.valueToTree(yaml.load(text));
            place(yaml.compose(new StringReader(text)), "", places);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (YAMLException | IllegalArgumentException e) {
            throw new RefusedModelException("the file " + name + " is no YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static void place(@Nullable Node node, String path, Map<String, String> places) {
        if (!(node instanceof MappingNode mapping)) {
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key) {
                String full = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
                places.put(
                        full,
                        key.getStartMark().getLine() + 1 + ":"
                                + (key.getStartMark().getColumn() + 1));
                place(entry.getValueNode(), full, places);
            }
        }
    }

    private static JsonNode json(String name, byte[] content, Map<String, String> places) throws IOException {
        try (JsonParser parser = FolderJson.JSON.createParser(content)) {
            String path = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    path = parser.getParsingContext().pathAsPointer().toString();
                    JsonLocation at = parser.currentTokenLocation();
                    places.putIfAbsent(path.substring(1).replace('/', '.'), at.getLineNr() + ":" + at.getColumnNr());
                }
            }
            JsonNode tree = FolderJson.JSON.readTree(content);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException e) {
            throw new RefusedModelException("the file " + name + " is no JSON: " + e.getOriginalMessage());
        }
    }
}

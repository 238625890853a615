package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
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
    /** Keys whose places are kept: what messages are about stands at the top or one step below. */
    private static final int PLACES_MAX = 1_000;

    private static final int PLACED_DEPTH_MAX = 2;
    private static final int PLACED_CHARS_MAX = 200;

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
            place(yaml.compose(new StringReader(text)), "", 1, places);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (YAMLException | IllegalArgumentException e) {
            throw new RefusedModelException("the file " + name + " is no YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static void place(@Nullable Node node, String path, int depth, Map<String, String> places) {
        if (!(node instanceof MappingNode mapping) || depth > PLACED_DEPTH_MAX) {
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (places.size() >= PLACES_MAX) {
                return;
            }
            if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().length() <= PLACED_CHARS_MAX) {
                String full = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
                places.put(
                        full,
                        key.getStartMark().getLine() + 1 + ":"
                                + (key.getStartMark().getColumn() + 1));
                place(entry.getValueNode(), full, depth + 1, places);
            }
        }
    }

    private static JsonNode json(String name, byte[] content, Map<String, String> places) throws IOException {
        try (JsonParser parser = FolderJson.JSON.createParser(content)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken();
                    token != null && places.size() < PLACES_MAX;
                    token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.FIELD_NAME && depth <= PLACED_DEPTH_MAX) {
                    String path = path(parser.getParsingContext());
                    JsonLocation at = parser.currentTokenLocation();
                    if (!path.isEmpty()) {
                        places.putIfAbsent(path, at.getLineNr() + ":" + at.getColumnNr());
                    }
                }
            }
            JsonNode tree = FolderJson.JSON.readTree(content);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException e) {
            throw new RefusedModelException("the file " + name + " is no JSON: " + e.getOriginalMessage());
        }
    }

    /** The names down to where the reader is, with dots between them; empty where one is too long to be told. */
    private static String path(JsonStreamContext context) {
        String name = context.getCurrentName();
        if (name == null) {
            return "";
        }
        JsonStreamContext parent = context.getParent();
        boolean nested = parent != null && parent.getCurrentName() != null;
        String above = nested ? path(parent) : "";
        if (name.length() > PLACED_CHARS_MAX || nested && above.isEmpty()) {
            return "";
        }
        return nested ? above + "." + name : name;
    }
}

package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Makes a small value that fits a JSON Schema, the same for the same hash; unknown schemas give a string. */
final class SchemaSample {
    private static final int DEPTH_MAX = 16;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SchemaSample() {}

    static JsonNode of(JsonNode schema, long hash) {
        return of(schema, hash, 0);
    }

    private static JsonNode of(JsonNode schema, long hash, int depth) {
        JsonNode fixed =
                schema.has("const") ? schema.get("const") : schema.path("enum").path(0);
        if (!fixed.isMissingNode()) {
            return fixed;
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
            case "object" -> object(schema, hash, depth);
            case "array" -> {
                var array = JSON.arrayNode();
                if (depth < DEPTH_MAX && schema.path("minItems").asInt(1) > 0) {
                    array.add(of(schema.path("items"), RequestHash.mix(hash), depth + 1));
                }
                yield array;
            }
            case "integer" ->
                JSON.numberNode((int) (hash & 0x3f) + schema.path("minimum").asInt(1));
            case "number" ->
                JSON.numberNode((hash & 0x3f) / 4.0 + schema.path("minimum").asDouble(0));
            case "boolean" -> JSON.booleanNode((hash & 1) == 0);
            case "null" -> JSON.nullNode();
            default -> JSON.textNode(Pieces.words(hash, 1).getFirst());
        };
    }

    private static ObjectNode object(JsonNode schema, long hash, int depth) {
        ObjectNode object = JSON.objectNode();
        if (depth < DEPTH_MAX) {
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                object.set(
                        property.getKey(),
                        of(
                                property.getValue(),
                                RequestHash.mix(hash ^ RequestHash.text(property.getKey())),
                                depth + 1));
            }
        }
        return object;
    }
}

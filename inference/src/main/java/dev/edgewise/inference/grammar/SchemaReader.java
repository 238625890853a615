package dev.edgewise.inference.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the parts of one schema: whether they are known, what they refer to, and what of them says anything. */
final class SchemaReader {
    /** Deepest nesting of a schema, references counted. */
    static final int DEPTH_MAX = 64;

    /** Most of a caller's name that a message repeats, in characters. */
    private static final int SHOWN_MAX = 100;

    /** Longest reference, in characters. */
    private static final int POINTER_MAX = 1_000;

    /** Largest count in {@code minItems} and the like. */
    static final int COUNT_MAX = 2_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What lists other schemas that hold beside, or instead of, what else is said. */
    static final List<String> COMBINING = List.of("$ref", "allOf", "anyOf", "oneOf");

    private static final Set<String> PLAIN = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "pattern",
            "multipleOf",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "enum",
            "const");

    private static final Set<String> SILENT = Set.of(
            "$defs",
            "definitions",
            "title",
            "description",
            "default",
            "examples",
            "$schema",
            "$id",
            "$comment",
            "deprecated",
            "readOnly",
            "writeOnly",
            "format",
            "strict",
            "name");

    private final JsonNode root;
    private final Set<JsonNode> known = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param root what references within the schema start from */
    SchemaReader(JsonNode root) {
        this.root = root;
    }

    /** @throws GrammarException if it is no schema, or has a keyword that is not followed */
    void check(SchemaPart part) throws GrammarException {
        if (!part.node().isObject()) {
            throw new GrammarException(part.path() + " must be an object");
        }
        if (!known.add(part.node())) {
            return;
        }
        for (Map.Entry<String, JsonNode> keyword : part.node().properties()) {
            String name = keyword.getKey();
            boolean says = !name.equals("uniqueItems") || keyword.getValue().asBoolean(true);
            if (says && !PLAIN.contains(name) && !COMBINING.contains(name) && !SILENT.contains(name)) {
                throw new GrammarException(
                        "the schema keyword " + cut(name) + " at " + cut(part.path()) + " cannot be enforced here");
            }
        }
        if (part.has("properties") && !part.node().get("properties").isObject()) {
            throw new GrammarException(part.path() + "/properties must be an object");
        }
    }

    static String cut(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + '…';
    }

    /** Whether it says anything itself, not by way of others. */
    static boolean plain(SchemaPart part) {
        return part.node().properties().stream().anyMatch(keyword -> PLAIN.contains(keyword.getKey()));
    }

    /** Whether it says this and nothing else. */
    static boolean only(String keyword, SchemaPart part) {
        return part.has(keyword)
                && !plain(part)
                && COMBINING.stream().allMatch(other -> other.equals(keyword) || !part.has(other));
    }

    /** Whether it says nothing at all. */
    static boolean silent(SchemaPart part) {
        return !plain(part) && COMBINING.stream().noneMatch(part::has);
    }

    /** @throws GrammarException if there is no such schema within this one */
    SchemaPart target(SchemaPart part) throws GrammarException {
        String pointer = part.node().path("$ref").asText();
        if (!pointer.equals("#") && !pointer.startsWith("#/") || pointer.length() > POINTER_MAX) {
            throw new GrammarException(part.path() + "/$ref must point into the schema itself, with #/…");
        }
        JsonNode target = pointer.equals("#") ? root : root.at(pointer.substring(1));
        if (target.isMissingNode()) {
            throw new GrammarException(part.path() + "/$ref points to nothing: " + pointer);
        }
        return new SchemaPart(target, pointer);
    }

    static GrammarException tooDeep() {
        return new GrammarException("the schema is nested deeper than " + DEPTH_MAX);
    }

    static GrammarException endless(String path) {
        return new GrammarException("the schema can never be fulfilled: " + cut(path) + " refers to itself");
    }

    /** The schemas in the list of a keyword. */
    static List<SchemaPart> members(SchemaPart part, String keyword) throws GrammarException {
        String path = part.path() + '/' + keyword;
        List<SchemaPart> members = new ArrayList<>();
        for (JsonNode one : elements(part.node().path(keyword), path)) {
            members.add(new SchemaPart(one, path + '/' + members.size()));
        }
        return members;
    }

    /** Names of properties that must be there; none where the list is empty, as generated schemas have it. */
    static Iterable<JsonNode> required(JsonNode names, String path) throws GrammarException {
        return names.isArray() && names.isEmpty() ? List.of() : elements(names, path);
    }

    static List<JsonNode> elements(JsonNode list, String path) throws GrammarException {
        if (!list.isArray() || list.isEmpty()) {
            throw new GrammarException(path + " must be a list with something in it");
        }
        List<JsonNode> elements = new ArrayList<>();
        list.forEach(elements::add);
        return elements;
    }

    /** The values of {@code const} or {@code enum}. */
    static List<JsonNode> listed(SchemaPart part) throws GrammarException {
        return part.has("const")
                ? List.of(part.node().get("const"))
                : elements(part.node().path("enum"), part.path() + "/enum");
    }

    static int count(JsonNode schema, String keyword, int absent, String path) throws GrammarException {
        JsonNode value = schema.get(keyword);
        if (value == null) {
            return absent;
        }
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > COUNT_MAX) {
            throw new GrammarException(path + '/' + keyword + " must be 0 to " + COUNT_MAX);
        }
        return value.intValue();
    }

    /** A text as JSON has it. */
    static String quoted(String text) throws GrammarException {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new GrammarException("a name or value cannot be written: " + cut(text));
        }
    }
}

package dev.edgewise.inference.grammar;

import static dev.edgewise.inference.grammar.Rules.sequence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Grammars of JSON.
 *
 * <p>Of JSON Schema these keywords are followed: {@code type} (one or several), {@code properties}, {@code required},
 * {@code additionalProperties} (where there are no {@code properties}, a schema for the values; beside them nothing is
 * added, which every schema allows), {@code items}, {@code minItems}, {@code maxItems}, {@code minLength}, {@code
 * maxLength}, {@code pattern}, {@code multipleOf} (a whole number of integers, or a power of ten below
 * one; not beside bounds), {@code minimum}, {@code maximum} and their exclusive forms (whole ones, where the number need not be), {@code enum}, {@code const}, {@code anyOf}, {@code oneOf} (its branches must exclude each other), {@code
 * allOf} of one, and {@code $ref} within the schema. Descriptions and other annotations are passed over. Any other keyword
 * is refused, as an answer that ignores it could break it. Properties come in the order of the schema.
 */
public final class SchemaGrammar {
    /** Deepest nesting of a schema. */
    private static final int DEPTH_MAX = 64;

    /** Most of a caller's name that a message repeats, in characters. */
    private static final int SHOWN_MAX = 100;

    /** Longest reference, in characters. */
    private static final int POINTER_MAX = 1_000;

    /** Largest count in {@code minItems} and the like. */
    private static final int COUNT_MAX = 2_000;

    private static final Set<String> FOLLOWED = Set.of(
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
            "const",
            "anyOf",
            "oneOf",
            "allOf",
            "$ref",
            "$defs",
            "definitions");

    private static final Set<String> ANNOTATIONS = Set.of(
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

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;
    private final Rules rules;
    private final JsonRules json;
    private final Map<String, Symbol.Ref> references = new HashMap<>();

    /** @param root what references within the schema start from */
    private SchemaGrammar(JsonNode root, Rules rules, JsonRules json) {
        this.root = root;
        this.rules = rules;
        this.json = json;
    }

    /** Any JSON object. */
    public static Grammar anyObject() {
        try {
            Rules rules = new Rules();
            return rules.grammar(new JsonRules(rules).object);
        } catch (GrammarException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * JSON that is valid under a schema.
     *
     * @param schema JSON Schema, as text
     * @throws GrammarException if it is no schema, or uses a keyword that is not followed
     */
    public static Grammar of(String schema) throws GrammarException {
        Rules rules = new Rules();
        return rules.grammar(compiled(schema, rules, new JsonRules(rules)));
    }

    /**
     * The call of one of several functions: {@code {"name": …, "arguments": …}}.
     *
     * @param functions the schema of each function's arguments, by the function's name; it may refer within itself
     * @throws GrammarException if one of them is no schema, or uses a keyword that is not followed
     */
    public static Grammar ofCalls(SequencedMap<String, String> functions) throws GrammarException {
        Rules rules = new Rules();
        JsonRules json = new JsonRules(rules);
        var names = new Literals(rules);
        for (Map.Entry<String, String> function : functions.entrySet()) {
            Symbol arguments = compiled(function.getValue(), rules, json);
            names.add(
                    quoted(function.getKey()),
                    sequence(",", json.space, "\"arguments\":", json.space, arguments, json.space, "}"));
        }
        return rules.grammar(rules.oneOf(sequence("{", json.space, "\"name\":", json.space, names.symbol())));
    }

    private static Symbol compiled(String schema, Rules rules, JsonRules json) throws GrammarException {
        try {
            JsonNode node = JSON.readTree(schema);
            return new SchemaGrammar(node, rules, json).compile(node, "#", 0);
        } catch (JsonProcessingException e) {
            throw new GrammarException("the schema is no JSON: " + e.getOriginalMessage());
        }
    }

    private Symbol compile(JsonNode schema, String path, int depth) throws GrammarException {
        if (depth > DEPTH_MAX) {
            throw new GrammarException("the schema is nested deeper than " + DEPTH_MAX);
        }
        if (schema.isBoolean() && schema.booleanValue()) {
            return json.value;
        }
        if (!schema.isObject()) {
            throw new GrammarException(path + " must be an object");
        }
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            boolean says = !keyword.getKey().equals("uniqueItems")
                    || keyword.getValue().asBoolean(true);
            if (says && !FOLLOWED.contains(keyword.getKey()) && !ANNOTATIONS.contains(keyword.getKey())) {
                throw new GrammarException("the schema keyword " + cut(keyword.getKey()) + " at " + cut(path)
                        + " cannot be enforced here");
            }
        }
        if (schema.has("$ref")) {
            return reference(schema.get("$ref").asText(), path, depth);
        }
        if (schema.has("const")) {
            return exactly(List.of(schema.get("const")));
        }
        if (schema.has("enum")) {
            return exactly(elements(schema.get("enum"), path + "/enum"));
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.has(choice)) {
                return either(elements(schema.get(choice), path + "/" + choice), path + "/" + choice, depth);
            }
        }
        if (schema.has("allOf")) {
            List<JsonNode> all = elements(schema.get("allOf"), path + "/allOf");
            if (all.size() != 1) {
                throw new GrammarException(path + "/allOf can have one member only here");
            }
            return compile(all.getFirst(), path + "/allOf/0", depth + 1);
        }
        return typed(schema, path, depth);
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + '…';
    }

    private Symbol typed(JsonNode schema, String path, int depth) throws GrammarException {
        JsonNode type = schema.get("type");
        if (type == null) {
            if (NumberBounds.in(schema) || schema.has("multipleOf")) {
                throw new GrammarException("bounds of a number at " + path + " need a type beside them");
            }
            if (schema.has("pattern")) {
                throw new GrammarException("pattern at " + path + " needs a type beside it");
            }
            if (schema.has("properties")) {
                return object(schema, path, depth);
            }
            return schema.has("items") ? array(schema, path, depth) : json.value;
        }
        if (type.isArray()) {
            List<List<Symbol>> alternatives = new ArrayList<>();
            for (JsonNode one : elements(type, path + "/type")) {
                alternatives.add(List.of(typed(one.asText(), schema, path, depth)));
            }
            return alternatives(alternatives);
        }
        return typed(type.asText(), schema, path, depth);
    }

    private Symbol typed(String type, JsonNode schema, String path, int depth) throws GrammarException {
        return switch (type) {
            case "object" -> object(schema, path, depth);
            case "array" -> array(schema, path, depth);
            case "string" -> string(schema, path);
            case "integer" ->
                rules.shared(
                        described("integer", schema),
                        () -> schema.has("multipleOf")
                                ? Multiples.of(schema, true, rules, path)
                                : integer(schema, path));
            case "number" ->
                rules.shared(
                        described("number", schema),
                        () -> schema.has("multipleOf")
                                ? Multiples.of(schema, false, rules, path)
                                : number(schema, path));
            case "boolean" -> json.bool;
            case "null" -> json.nil;
            default -> throw new GrammarException(path + "/type knows no " + type);
        };
    }

    /** Two numbers that are described alike have the same rules. */
    private static String described(String type, JsonNode schema) {
        StringBuilder text = new StringBuilder(type).append(schema.path("multipleOf"));
        NumberBounds.KEYWORDS.forEach(keyword -> text.append(' ').append(schema.path(keyword)));
        return text.toString();
    }

    private Symbol integer(JsonNode schema, String path) throws GrammarException {
        return NumberBounds.in(schema)
                ? NumberBounds.of(schema, path).integers(new NumberRules(rules), path)
                : json.integer;
    }

    private Symbol number(JsonNode schema, String path) throws GrammarException {
        return NumberBounds.in(schema)
                ? NumberBounds.of(schema, path).numbers(new NumberRules(rules), path)
                : json.number;
    }

    private Symbol string(JsonNode schema, String path) throws GrammarException {
        boolean counted = schema.has("minLength") || schema.has("maxLength");
        int min = count(schema, "minLength", 0, path);
        int max = count(schema, "maxLength", Integer.MAX_VALUE, path);
        if (min > max) {
            throw new GrammarException(path + " has a minLength above its maxLength");
        }
        if (!schema.has("pattern")) {
            return counted ? json.stringOf(min, max) : json.string;
        }
        if (!schema.get("pattern").isTextual()) {
            throw new GrammarException(path + "/pattern must be a text");
        }
        return PatternRules.string(json, schema.get("pattern").textValue(), min, max);
    }

    private Symbol array(JsonNode schema, String path, int depth) throws GrammarException {
        Symbol item = schema.has("items") ? compile(schema.get("items"), path + "/items", depth + 1) : json.value;
        int min = count(schema, "minItems", 0, path);
        int max = count(schema, "maxItems", Integer.MAX_VALUE, path);
        if (min > max) {
            throw new GrammarException(path + " has a minItems above its maxItems");
        }
        return json.arrayOf(item, min, max);
    }

    private Symbol object(JsonNode schema, String path, int depth) throws GrammarException {
        JsonNode properties = schema.path("properties");
        Set<String> required = new HashSet<>();
        if (schema.has("required")) {
            for (JsonNode name : elements(schema.get("required"), path + "/required")) {
                required.add(name.asText());
            }
        }
        if (properties.isEmpty()) {
            if (!required.isEmpty()) {
                throw new GrammarException(path + "/required names properties that are not described");
            }
            JsonNode values = schema.get("additionalProperties");
            if (values != null && values.isBoolean() && !values.booleanValue()) {
                return rules.oneOf(sequence("{", json.space, "}"));
            }
            return values == null
                    ? json.object
                    : json.mapOf(compile(values, path + "/additionalProperties", depth + 1));
        }
        for (String name : required) {
            if (!properties.has(name)) {
                throw new GrammarException(path + "/required names " + name + ", which is no property");
            }
        }
        return members(new ArrayList<>(properties.properties()), required, path, depth);
    }

    /** From the last property to the first: what may follow when something, or nothing yet, stands before. */
    private Symbol members(List<Map.Entry<String, JsonNode>> properties, Set<String> required, String path, int depth)
            throws GrammarException {
        Symbol afterSome = rules.oneOf(List.of());
        Symbol afterNone = afterSome;
        for (Map.Entry<String, JsonNode> property : properties.reversed()) {
            String name = property.getKey();
            Symbol value = compile(property.getValue(), path + "/properties/" + name, depth + 1);
            Symbol pair = rules.oneOf(sequence(quoted(name), ":", json.space, value, afterSome));
            List<Symbol> first = sequence(json.space, pair);
            List<Symbol> next = sequence(",", json.space, pair);
            boolean must = required.contains(name);
            afterNone = must ? rules.oneOf(first) : rules.oneOf(first, List.of(afterNone));
            afterSome = must ? rules.oneOf(next) : rules.oneOf(next, List.of(afterSome));
        }
        return rules.oneOf(sequence("{", afterNone, json.space, "}"));
    }

    private Symbol reference(String pointer, String path, int depth) throws GrammarException {
        if (!pointer.equals("#") && !pointer.startsWith("#/") || pointer.length() > POINTER_MAX) {
            throw new GrammarException(path + "/$ref must point into the schema itself, with #/…");
        }
        Symbol.Ref known = references.get(pointer);
        if (known != null) {
            return known;
        }
        JsonNode target = pointer.equals("#") ? root : root.at(pointer.substring(1));
        if (target.isMissingNode()) {
            throw new GrammarException(path + "/$ref points to nothing: " + pointer);
        }
        Symbol.Ref rule = rules.reserve();
        references.put(pointer, rule);
        rules.define(rule, List.of(List.of(compile(target, pointer, depth + 1))));
        return rule;
    }

    private Symbol either(List<JsonNode> schemas, String path, int depth) throws GrammarException {
        List<List<Symbol>> alternatives = new ArrayList<>();
        for (int i = 0; i < schemas.size(); i++) {
            alternatives.add(List.of(compile(schemas.get(i), path + "/" + i, depth + 1)));
        }
        return alternatives(alternatives);
    }

    private Symbol exactly(List<JsonNode> values) throws GrammarException {
        var literals = new Literals(rules);
        for (JsonNode value : values) {
            if (endless(value)) {
                throw new GrammarException("a number in the schema is too large to be written");
            }
            literals.add(value.toString(), List.of());
        }
        return literals.symbol();
    }

    /** Whether it is, or has in it, a number beyond those of 64 bits, which JSON could not tell. */
    private static boolean endless(JsonNode value) {
        if (value.isDouble()) {
            return !Double.isFinite(value.doubleValue());
        }
        for (JsonNode inner : value) {
            if (endless(inner)) {
                return true;
            }
        }
        return false;
    }

    private Symbol alternatives(List<List<Symbol>> alternatives) throws GrammarException {
        Symbol.Ref rule = rules.reserve();
        rules.define(rule, alternatives);
        return rule;
    }

    private static List<JsonNode> elements(JsonNode list, String path) throws GrammarException {
        if (!list.isArray() || list.isEmpty()) {
            throw new GrammarException(path + " must be a list with something in it");
        }
        List<JsonNode> elements = new ArrayList<>();
        list.forEach(elements::add);
        return elements;
    }

    private static int count(JsonNode schema, String keyword, int absent, String path) throws GrammarException {
        JsonNode value = schema.get(keyword);
        if (value == null) {
            return absent;
        }
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > COUNT_MAX) {
            throw new GrammarException(path + "/" + keyword + " must be 0 to " + COUNT_MAX);
        }
        return value.intValue();
    }

    private static String quoted(String name) throws GrammarException {
        try {
            return JSON.writeValueAsString(name);
        } catch (JsonProcessingException e) {
            throw new GrammarException("a property name cannot be written: " + name);
        }
    }
}

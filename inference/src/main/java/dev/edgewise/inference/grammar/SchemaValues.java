package dev.edgewise.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether values that a schema lists are valid under what else is said of them. */
final class SchemaValues {
    private static final int CHARACTERS_A_STEP = 32;

    private final SchemaReader reader;
    private final Rules rules;
    private final IdentityHashMap<JsonNode, Set<String>> lists = new IdentityHashMap<>();
    private final Map<String, Grammar> patterns = new HashMap<>();

    SchemaValues(SchemaReader reader, Rules rules) {
        this.reader = reader;
        this.rules = rules;
    }

    /**
     * Whether a value is valid under a schema.
     *
     * @throws GrammarException if the schema has a keyword that is not followed, or telling takes too much
     */
    boolean valid(JsonNode value, SchemaPart part, int depth) throws GrammarException {
        if (depth > SchemaReader.DEPTH_MAX) {
            throw SchemaReader.tooDeep();
        }
        if (part.node().isBoolean()) {
            return part.allowsAll();
        }
        reader.check(part);
        if (!plainly(value, part, depth)) {
            return false;
        }
        if (part.has("$ref") && !valid(value, reader.target(part), depth + 1)) {
            return false;
        }
        if (part.has("allOf")
                && count(value, part, "allOf", depth) < part.node().get("allOf").size()) {
            return false;
        }
        return (!part.has("anyOf") || count(value, part, "anyOf", depth) > 0)
                && (!part.has("oneOf") || count(value, part, "oneOf", depth) == 1);
    }

    private int count(JsonNode value, SchemaPart part, String keyword, int depth) throws GrammarException {
        int valid = 0;
        for (SchemaPart member : SchemaReader.members(part, keyword)) {
            valid += valid(value, member, depth + 1) ? 1 : 0;
        }
        return valid;
    }

    /** The same for what a schema says itself, not by way of others. */
    boolean plainly(JsonNode value, SchemaPart part, int depth) throws GrammarException {
        JsonNode schema = part.node();
        rules.spend(1L + schema.path("type").size() + schema.path("required").size());
        int type = SchemaTypes.of(value);
        if ((SchemaTypes.of(part) & type) == 0
                || schema.has("const") && !canonical(schema.get("const")).equals(canonical(value))
                || schema.has("enum") && !listed(part).contains(canonical(value))) {
            return false;
        }
        return switch (type) {
            case SchemaTypes.STRING -> string(value.textValue(), part);
            case SchemaTypes.ARRAY -> array(value, part, depth);
            case SchemaTypes.OBJECT -> object(value, part, depth);
            case SchemaTypes.INTEGER, SchemaTypes.FRACTION -> number(value, part);
            default -> true;
        };
    }

    private Set<String> listed(SchemaPart part) throws GrammarException {
        Set<String> known = lists.get(part.node());
        if (known == null) {
            known = new HashSet<>();
            for (JsonNode one : SchemaReader.elements(part.node().get("enum"), part.path() + "/enum")) {
                rules.spend(1);
                known.add(canonical(one));
            }
            lists.put(part.node(), known);
        }
        return known;
    }

    /** Equal for values that JSON Schema has as equal. Not by recursion: values may be nested deeper than schemas. */
    private String canonical(JsonNode value) throws GrammarException {
        var text = new StringBuilder();
        var open = new ArrayDeque<Object>();
        open.push(value);
        while (!open.isEmpty()) {
            switch (open.pop()) {
                case ObjectNode object -> {
                    var sorted = new TreeMap<String, JsonNode>();
                    object.properties().forEach(one -> sorted.put(one.getKey(), one.getValue()));
                    open.push("}");
                    sorted.forEach((name, inner) -> {
                        open.push(inner);
                        open.push(name.length() + ":" + name + '=');
                    });
                    text.append('{');
                }
                case ArrayNode array -> {
                    open.push("]");
                    array.forEach(inner -> {
                        open.push(",");
                        open.push(inner);
                    });
                    text.append('[');
                }
                case JsonNode one ->
                    text.append(one.isNumber() && NumberBounds.finite(one) ? SchemaTypes.plain(one) : one);
                case Object written -> text.append(written);
            }
        }
        rules.spend(text.length() / CHARACTERS_A_STEP);
        return text.toString();
    }

    private static boolean within(long count, String least, String most, SchemaPart part) throws GrammarException {
        return count >= SchemaReader.count(part.node(), least, 0, part.path())
                && count <= SchemaReader.count(part.node(), most, Integer.MAX_VALUE, part.path());
    }

    private boolean string(String text, SchemaPart part) throws GrammarException {
        if (!within(text.codePointCount(0, text.length()), "minLength", "maxLength", part)) {
            return false;
        }
        if (!part.has("pattern")) {
            return true;
        }
        if (!part.node().get("pattern").isTextual()) {
            throw new GrammarException(part.path() + "/pattern must be a text");
        }
        GrammarState state = pattern(part.node().get("pattern").textValue()).start();
        for (byte next : SchemaReader.quoted(text).getBytes(StandardCharsets.UTF_8)) {
            long before = state.steps();
            GrammarState after = state.accept(next);
            rules.spend(state.steps() - before);
            if (state.leftOut()) {
                throw new GrammarException("the pattern at " + SchemaReader.cut(part.path())
                        + " can be followed in too many ways for a listed value");
            }
            if (after == null) {
                return false;
            }
            state = after;
        }
        return state.complete();
    }

    /** By the same rules that a text is written by: no expression of a caller takes its time going back and forth. */
    private Grammar pattern(String pattern) throws GrammarException {
        Grammar known = patterns.get(pattern);
        if (known == null) {
            var own = new Rules();
            known = own.grammar(PatternRules.string(new JsonRules(own), pattern, 0, Integer.MAX_VALUE));
            rules.spend(known.places());
            patterns.put(pattern, known);
        }
        return known;
    }

    private boolean array(JsonNode value, SchemaPart part, int depth) throws GrammarException {
        if (!within(value.size(), "minItems", "maxItems", part)) {
            return false;
        }
        for (JsonNode item : part.has("items") ? value : part.node().path("items")) {
            if (!valid(item, part.at("items"), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean object(JsonNode value, SchemaPart part, int depth) throws GrammarException {
        if (part.has("required")) {
            for (JsonNode name : SchemaReader.required(part.node().get("required"), part.path() + "/required")) {
                if (!value.has(name.asText())) {
                    return false;
                }
            }
        }
        for (Map.Entry<String, JsonNode> one : value.properties()) {
            JsonNode own = part.node().path("properties").get(one.getKey());
            if (own == null && !part.has("additionalProperties")) {
                continue;
            }
            SchemaPart said = own == null
                    ? part.at("additionalProperties")
                    : new SchemaPart(own, part.path() + "/properties/" + one.getKey());
            if (!valid(one.getValue(), said, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean number(JsonNode value, SchemaPart part) throws GrammarException {
        if (!NumberBounds.finite(value)) {
            throw new GrammarException("a number in the schema is too large to be written");
        }
        BigDecimal number = value.decimalValue();
        if (NumberBounds.in(part.node())
                && !NumberBounds.of(part.node(), part.path()).has(number, part.node())) {
            return false;
        }
        return !part.has("multipleOf")
                || number.remainder(Multiples.step(part.node(), part.path())).signum() == 0;
    }
}

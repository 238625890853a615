package dev.edgewise.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** What the parts of a {@link SchemaBranch} say together. Where several bound the same, the tightest holds. */
final class SchemaFusion {
    private static final Set<String> LEAST = Set.of("minimum", "exclusiveMinimum", "minLength", "minItems");
    private static final Set<String> MOST = Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems");

    final List<SchemaPart> parts;
    final String path;
    final int types;
    /** Bounds and lengths. */
    final ObjectNode bounds = JsonNodeFactory.instance.objectNode();

    final Set<JsonNode> patterns = new LinkedHashSet<>();
    final List<JsonNode> multiples = new ArrayList<>();
    /** Which parts of the schema list the values. */
    final List<SchemaPart> valued = new ArrayList<>();

    final SequencedMap<String, List<SchemaPart>> properties = new LinkedHashMap<>();
    final Set<String> required = new LinkedHashSet<>();
    /** Properties that may not come. */
    final Set<String> forbidden = new LinkedHashSet<>();
    /** What must hold of properties that are not described. */
    final List<SchemaPart> additional = new ArrayList<>();
    /** Whether properties that are not described may not come. */
    final boolean closed;

    final List<SchemaPart> items = new ArrayList<>();

    private SchemaFusion(List<SchemaPart> parts, Rules rules) throws GrammarException {
        this.parts = parts;
        this.path = parts.getFirst().path();
        int left = SchemaTypes.ALL;
        boolean without = false;
        for (SchemaPart part : parts) {
            rules.spend(1L
                    + part.node().path("type").size()
                    + part.node().path("required").size());
            left &= SchemaTypes.of(part);
            for (Map.Entry<String, JsonNode> keyword : part.node().properties()) {
                add(keyword.getKey(), keyword.getValue());
            }
            if (part.has("enum") || part.has("const")) {
                valued.add(part);
            }
            if (part.has("items") && !part.at("items").allowsAll()) {
                items.add(part.at("items"));
            }
            if (part.has("required")) {
                for (JsonNode name : SchemaReader.required(part.node().get("required"), part.path() + "/required")) {
                    required.add(name.asText());
                }
            }
            for (String name : (Iterable<String>) part.node().path("properties")::fieldNames) {
                properties.computeIfAbsent(name, fresh -> new ArrayList<>());
            }
            without |= additional(part);
        }
        this.types = left;
        this.closed = without;
        for (SchemaPart part : parts) {
            rules.spend(properties.size());
            properties.forEach((name, all) -> describe(name, all, part));
        }
    }

    /** @param parts at least one */
    static SchemaFusion of(List<SchemaPart> parts, Rules rules) throws GrammarException {
        return new SchemaFusion(parts, rules);
    }

    private boolean additional(SchemaPart part) {
        SchemaPart rest = part.at("additionalProperties");
        if (part.has("additionalProperties") && !rest.allowsAll() && !rest.forbids()) {
            additional.add(rest);
        }
        return rest.forbids();
    }

    private void add(String keyword, JsonNode value) {
        if (keyword.equals("pattern")) {
            patterns.add(value);
        } else if (keyword.equals("multipleOf")) {
            multiples.add(value);
        } else if (LEAST.contains(keyword) || MOST.contains(keyword)) {
            JsonNode known = bounds.get(keyword);
            bounds.set(keyword, known == null ? value : tighter(known, value, LEAST.contains(keyword)));
        }
    }

    /** What is no number stays, for its reader to refuse. */
    private static JsonNode tighter(JsonNode one, JsonNode other, boolean least) {
        if (!NumberBounds.finite(one) || !NumberBounds.finite(other)) {
            return NumberBounds.finite(one) ? other : one;
        }
        int order = one.decimalValue().compareTo(other.decimalValue());
        return least == order >= 0 ? one : other;
    }

    private void describe(String name, List<SchemaPart> all, SchemaPart part) {
        JsonNode own = part.node().path("properties").get(name);
        SchemaPart said = own == null
                ? part.at("additionalProperties")
                : new SchemaPart(own, part.path() + "/properties/" + name);
        if (said.forbids()) {
            forbidden.add(name);
        } else if (!said.node().isMissingNode() && !said.allowsAll()) {
            all.add(said);
        }
    }

    /** What is said of a property, described or not. */
    List<SchemaPart> said(String name) {
        return properties.getOrDefault(name, additional);
    }

    /** Whether a property of the name may not come. */
    boolean forbids(String name) {
        return forbidden.contains(name) || closed && !properties.containsKey(name);
    }

    /** Whether a text of this can have a property of the name: beside described ones no others are written. */
    boolean writes(String name) {
        return !forbids(name) && (properties.isEmpty() || properties.containsKey(name));
    }

    /** The bounds of a number, with its step. */
    ObjectNode number() throws GrammarException {
        if (multiples.isEmpty()) {
            return bounds;
        }
        JsonNode step = multiples.getFirst();
        for (JsonNode other : multiples.subList(1, multiples.size())) {
            if (!NumberBounds.finite(step) || !NumberBounds.finite(other) || divides(other, step)) {
                continue;
            }
            if (!divides(step, other)) {
                throw new GrammarException("several multipleOf at " + path + " cannot be enforced together here");
            }
            step = other;
        }
        return bounds.deepCopy().set("multipleOf", step);
    }

    private static boolean divides(JsonNode step, JsonNode number) {
        BigDecimal by = step.decimalValue();
        return by.signum() > 0 && number.decimalValue().remainder(by).signum() == 0;
    }
}

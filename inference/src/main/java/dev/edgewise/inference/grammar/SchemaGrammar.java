package dev.edgewise.inference.grammar;

import static dev.edgewise.inference.grammar.Rules.sequence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Grammars of JSON.
 *
 * <p>Of JSON Schema these keywords are followed: {@code type} (one or several), {@code properties}, {@code required},
 * {@code additionalProperties} (where there are no {@code properties}, a schema for the values; beside them nothing is
 * added, which every schema allows), {@code items}, {@code minItems}, {@code maxItems}, {@code minLength}, {@code
 * maxLength}, {@code pattern}, {@code multipleOf} (a whole number of integers, or a power of ten below one; not beside
 * bounds), {@code minimum}, {@code maximum} and their exclusive forms (whole ones, where the number need not be), {@code
 * enum}, {@code const}, {@code $ref} within the schema, {@code allOf}, {@code anyOf} and {@code oneOf}. What stands beside
 * one of the last four holds in each of its branches; listed values are written only if they are valid under all that
 * stands beside them; a branch of {@code oneOf} is written so that no other one is valid too. Descriptions and other
 * annotations are passed over. Any other keyword, and what cannot be kept together (two patterns, branches of
 * {@code oneOf} that cannot be told apart), is refused, as an answer that ignores it could break it. Properties come in the
 * order of the schema.
 */
public final class SchemaGrammar {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaReader reader;
    private final SchemaBranches branches;
    private final SchemaValues values;
    private final SchemaExclusion exclusion;
    private final Rules rules;
    private final JsonRules json;
    private final IdentityHashMap<JsonNode, Integer> numbers = new IdentityHashMap<>();
    private final Map<String, Symbol.Ref> known = new HashMap<>();

    private SchemaGrammar(JsonNode root, Rules rules, JsonRules json) {
        this.reader = new SchemaReader(root);
        this.rules = rules;
        this.json = json;
        this.branches = new SchemaBranches(reader, rules);
        this.values = new SchemaValues(reader, rules);
        this.exclusion = new SchemaExclusion(branches, values, rules);
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
                    SchemaReader.quoted(function.getKey()),
                    sequence(",", json.space, "\"arguments\":", json.space, arguments, json.space, "}"));
        }
        return rules.grammar(rules.oneOf(sequence("{", json.space, "\"name\":", json.space, names.symbol())));
    }

    private static Symbol compiled(String schema, Rules rules, JsonRules json) throws GrammarException {
        try {
            JsonNode node = JSON.readTree(schema);
            return new SchemaGrammar(node, rules, json).compile(List.of(new SchemaPart(node, "#")), 0);
        } catch (JsonProcessingException e) {
            throw new GrammarException("the schema is no JSON: " + e.getOriginalMessage());
        }
    }

    /** What is valid under all of the schemas. */
    private Symbol compile(List<SchemaPart> schemas, int depth) throws GrammarException {
        List<SchemaPart> parts = new ArrayList<>();
        Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        int references = 0;
        for (SchemaPart schema : schemas) {
            SchemaPart part = schema;
            Set<JsonNode> passed = Collections.newSetFromMap(new IdentityHashMap<>());
            for (; reads(part) && SchemaReader.only("$ref", part); references++) {
                if (!passed.add(part.node())) {
                    throw SchemaReader.endless(part.path());
                }
                if (depth + references > SchemaReader.DEPTH_MAX) {
                    throw SchemaReader.tooDeep();
                }
                part = reader.target(part);
            }
            if (part.forbids()) {
                return rules.nothing("nothing is valid under " + SchemaReader.cut(part.path()));
            }
            if (!part.allowsAll() && !SchemaReader.silent(part) && seen.add(part.node())) {
                parts.add(part);
            }
        }
        int deeper = depth + references;
        if (deeper > SchemaReader.DEPTH_MAX) {
            throw SchemaReader.tooDeep();
        }
        if (parts.isEmpty()) {
            return json.value;
        }
        return parts.size() > 1 || references > 0
                ? once("of " + named(parts), () -> split(parts, deeper))
                : split(parts, deeper);
    }

    private boolean reads(SchemaPart part) throws GrammarException {
        if (part.node().isBoolean()) {
            return false;
        }
        reader.check(part);
        return true;
    }

    /** What comes again within itself is a rule that refers to itself. */
    private Symbol once(String name, Rules.Maker maker) throws GrammarException {
        Symbol.Ref rule = known.get(name);
        if (rule == null) {
            rule = rules.reserve();
            known.put(name, rule);
            rules.define(rule, List.of(List.of(maker.make())));
        }
        return rule;
    }

    /** The same name for the same parts. */
    private String named(List<SchemaPart> parts) throws GrammarException {
        rules.spend(parts.size());
        return parts.stream()
                .map(part -> numbers.computeIfAbsent(part.node(), fresh -> numbers.size()))
                .sorted()
                .toList()
                .toString();
    }

    private Symbol split(List<SchemaPart> parts, int depth) throws GrammarException {
        List<List<Symbol>> alternatives = new ArrayList<>();
        if (parts.size() == 1 && SchemaReader.only("anyOf", parts.getFirst())) {
            for (SchemaPart member : SchemaReader.members(parts.getFirst(), "anyOf")) {
                alternatives.add(List.of(compile(List.of(member), depth + 1)));
            }
            return alternatives(alternatives);
        }
        for (SchemaBranch branch : branches.of(parts, depth)) {
            boolean again = branch.referred()
                    || branch.parts().size() > 1
                    || !branch.never().isEmpty();
            Rules.Maker maker = () -> branch(branch, depth);
            alternatives.add(List.of(
                    again ? once(named(branch.parts()) + " not " + named(branch.never()), maker) : maker.make()));
        }
        if (alternatives.isEmpty()) {
            return rules.nothing(
                    "what is said at " + SchemaReader.cut(parts.getFirst().path()) + " leaves no type");
        }
        return alternatives.size() == 1 ? alternatives.getFirst().getFirst() : alternatives(alternatives);
    }

    private Symbol branch(SchemaBranch branch, int depth) throws GrammarException {
        if (branch.parts().isEmpty() && branch.never().isEmpty()) {
            return json.value;
        }
        List<SchemaPart> parts = branch.parts();
        int types = SchemaTypes.ALL;
        if (!parts.isEmpty()) {
            SchemaFusion said = SchemaFusion.of(parts, rules);
            if (!said.valued.isEmpty()) {
                return exactly(said, branch.never(), depth);
            }
            types = written(said);
            if (branch.never().isEmpty()) {
                return types == SchemaTypes.ALL ? json.value : typed(said, types, depth);
            }
        }
        List<List<Symbol>> alternatives = new ArrayList<>();
        for (int type : SchemaTypes.each(types)) {
            for (List<SchemaPart> piece : exclusion.without(parts, type, branch.never(), depth)) {
                alternatives.add(List.of(typed(SchemaFusion.of(piece, rules), type, depth)));
            }
        }
        return alternatives(alternatives);
    }

    /** The types that are written: where none is said, the one that the other keywords are about. */
    private static int written(SchemaFusion said) throws GrammarException {
        if (said.types != SchemaTypes.ALL) {
            return said.types;
        }
        if (NumberBounds.in(said.bounds) || !said.multiples.isEmpty()) {
            throw new GrammarException("bounds of a number at " + said.path + " need a type beside them");
        }
        if (!said.patterns.isEmpty() || said.bounds.has("minLength") || said.bounds.has("maxLength")) {
            throw new GrammarException("pattern, minLength or maxLength at " + said.path + " needs a type beside it");
        }
        if (!said.properties.isEmpty() || !said.required.isEmpty() || !said.additional.isEmpty() || said.closed) {
            return SchemaTypes.OBJECT;
        }
        return said.items.isEmpty() && said.bounds.isEmpty() ? SchemaTypes.ALL : SchemaTypes.ARRAY;
    }

    private Symbol typed(SchemaFusion said, int types, int depth) throws GrammarException {
        List<List<Symbol>> alternatives = new ArrayList<>();
        for (int type : SchemaTypes.each(types)) {
            Symbol one;
            try {
                one = single(said, type, depth);
            } catch (GrammarException e) {
                if (!e.nothing()) {
                    throw e;
                }
                one = rules.nothing(Objects.requireNonNull(e.getMessage()));
            }
            alternatives.add(List.of(one));
        }
        return alternatives.size() == 1 ? alternatives.getFirst().getFirst() : alternatives(alternatives);
    }

    private Symbol single(SchemaFusion said, int type, int depth) throws GrammarException {
        return switch (type) {
            case SchemaTypes.OBJECT -> object(said, depth);
            case SchemaTypes.ARRAY -> array(said, depth);
            case SchemaTypes.STRING -> string(said);
            case SchemaTypes.BOOLEAN -> json.bool;
            case SchemaTypes.NULL -> json.nil;
            default -> number(said, type == SchemaTypes.INTEGER);
        };
    }

    private Symbol number(SchemaFusion said, boolean whole) throws GrammarException {
        ObjectNode schema = said.number();
        // Two numbers that are described alike have the same rules.
        StringBuilder text = new StringBuilder(whole ? "integer" : "number").append(schema.path("multipleOf"));
        NumberBounds.KEYWORDS.forEach(keyword -> text.append(' ').append(schema.path(keyword)));
        return rules.shared(text.toString(), () -> {
            if (schema.has("multipleOf")) {
                return Multiples.of(schema, whole, rules, said.path);
            }
            if (!NumberBounds.in(schema)) {
                return whole ? json.integer : json.number;
            }
            NumberBounds bounds = NumberBounds.of(schema, said.path);
            return whole
                    ? bounds.integers(new NumberRules(rules), said.path)
                    : bounds.numbers(new NumberRules(rules), said.path);
        });
    }

    private Symbol string(SchemaFusion said) throws GrammarException {
        int min = SchemaReader.count(said.bounds, "minLength", 0, said.path);
        int max = SchemaReader.count(said.bounds, "maxLength", Integer.MAX_VALUE, said.path);
        if (min > max) {
            throw GrammarException.nothing(said.path + " has a minLength above its maxLength");
        }
        if (said.patterns.isEmpty()) {
            return min > 0 || max < Integer.MAX_VALUE ? json.stringOf(min, max) : json.string;
        }
        if (said.patterns.size() > 1) {
            throw new GrammarException("several pattern at " + said.path + " cannot be enforced together here");
        }
        JsonNode pattern = said.patterns.iterator().next();
        if (!pattern.isTextual()) {
            throw new GrammarException(said.path + "/pattern must be a text");
        }
        return PatternRules.string(json, pattern.textValue(), min, max);
    }

    private Symbol array(SchemaFusion said, int depth) throws GrammarException {
        Symbol item = compile(said.items, depth + 1);
        int min = SchemaReader.count(said.bounds, "minItems", 0, said.path);
        int max = SchemaReader.count(said.bounds, "maxItems", Integer.MAX_VALUE, said.path);
        if (min > max) {
            throw GrammarException.nothing(said.path + " has a minItems above its maxItems");
        }
        return json.arrayOf(item, min, max);
    }

    private Symbol object(SchemaFusion said, int depth) throws GrammarException {
        for (String name : said.required) {
            if (said.forbids(name)) {
                throw GrammarException.nothing(said.path + " needs a property that may not come: " + name);
            }
            if (!said.properties.containsKey(name)) {
                throw new GrammarException(said.path + "/required names " + name + ", which is no property");
            }
        }
        if (!said.properties.isEmpty()) {
            List<Map.Entry<String, List<SchemaPart>>> properties = said.properties.entrySet().stream()
                    .filter(property -> !said.forbidden.contains(property.getKey()))
                    .toList();
            return members(properties, said.required, depth);
        }
        if (said.closed) {
            return rules.oneOf(sequence("{", json.space, "}"));
        }
        return said.additional.isEmpty() ? json.object : json.mapOf(compile(said.additional, depth + 1));
    }

    /** From the last property to the first: what may follow when something, or nothing yet, stands before. */
    private Symbol members(List<Map.Entry<String, List<SchemaPart>>> properties, Set<String> required, int depth)
            throws GrammarException {
        Symbol afterSome = rules.oneOf(List.of());
        Symbol afterNone = afterSome;
        for (Map.Entry<String, List<SchemaPart>> property : properties.reversed()) {
            String name = property.getKey();
            Symbol value = compile(property.getValue(), depth + 1);
            Symbol pair = rules.oneOf(sequence(SchemaReader.quoted(name), ":", json.space, value, afterSome));
            List<Symbol> first = sequence(json.space, pair);
            List<Symbol> next = sequence(",", json.space, pair);
            boolean must = required.contains(name);
            afterNone = must ? rules.oneOf(first) : rules.oneOf(first, List.of(afterNone));
            afterSome = must ? rules.oneOf(next) : rules.oneOf(next, List.of(afterSome));
        }
        return rules.oneOf(sequence("{", afterNone, json.space, "}"));
    }

    /** Those of the listed values that everything else allows. */
    private Symbol exactly(SchemaFusion said, List<SchemaPart> never, int depth) throws GrammarException {
        SchemaPart listing = said.valued.getFirst();
        var literals = new Literals(rules);
        boolean any = false;
        for (JsonNode value : SchemaReader.listed(listing)) {
            if (endless(value)) {
                throw new GrammarException("a number in the schema is too large to be written");
            }
            if (fits(value, said.parts, never, depth)) {
                any = true;
                literals.add(value.toString(), List.of());
            }
        }
        return any
                ? literals.symbol()
                : rules.nothing("no listed value at " + SchemaReader.cut(listing.path())
                        + " is valid under what else is said there");
    }

    private boolean fits(JsonNode value, List<SchemaPart> parts, List<SchemaPart> never, int depth)
            throws GrammarException {
        for (SchemaPart part : parts) {
            if (!values.plainly(value, part, depth)) {
                return false;
            }
        }
        for (SchemaPart other : never) {
            if (values.valid(value, other, depth)) {
                return false;
            }
        }
        return true;
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
}

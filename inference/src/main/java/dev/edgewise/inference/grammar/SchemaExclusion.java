package dev.edgewise.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps a branch of {@code oneOf} apart from the others: where both could be valid, something is added to it that is not
 * valid under the other. What is written that way is valid under one alone; not all that is can be written.
 */
final class SchemaExclusion {
    /** Properties within properties are compared no deeper. */
    private static final int DEPTH_MAX = 8;

    private final SchemaBranches branches;
    private final SchemaValues values;
    private final Rules rules;

    SchemaExclusion(SchemaBranches branches, SchemaValues values, Rules rules) {
        this.branches = branches;
        this.values = values;
        this.rules = rules;
    }

    /**
     * Parts that together allow what the given ones do and the others do not.
     *
     * @param type the one type that is written, one of {@link SchemaTypes#each}
     * @throws GrammarException if it cannot be told apart
     */
    List<List<SchemaPart>> without(List<SchemaPart> parts, int type, List<SchemaPart> others, int depth)
            throws GrammarException {
        List<SchemaPart> typed = new ArrayList<>(parts);
        ObjectNode named = JsonNodeFactory.instance.objectNode().put("type", SchemaTypes.name(type));
        typed.add(new SchemaPart(named, parts.isEmpty() ? "#" : parts.getFirst().path()));
        List<List<SchemaPart>> pieces = List.of(typed);
        for (SchemaPart other : others) {
            for (SchemaBranch branch : branches.of(List.of(other), depth)) {
                pieces = without(pieces, type, branch, other.path());
            }
        }
        return pieces;
    }

    private List<List<SchemaPart>> without(List<List<SchemaPart>> pieces, int type, SchemaBranch other, String path)
            throws GrammarException {
        if (other.parts().isEmpty()) {
            throw overlap(path);
        }
        SchemaFusion theirs = SchemaFusion.of(other.parts(), rules);
        List<List<SchemaPart>> apart = new ArrayList<>();
        for (List<SchemaPart> piece : pieces) {
            SchemaFusion mine = SchemaFusion.of(piece, rules);
            if (apart(mine, theirs, 0)) {
                apart.add(piece);
                continue;
            }
            for (ObjectNode more : additions(mine, type, theirs)) {
                List<SchemaPart> narrower = new ArrayList<>(piece);
                narrower.add(new SchemaPart(more, mine.path));
                apart.add(narrower);
            }
            if (apart.size() > SchemaBranches.BRANCHES_MAX) {
                throw Rules.tooLarge();
            }
        }
        if (apart.isEmpty()) {
            throw overlap(path);
        }
        return apart;
    }

    private static GrammarException overlap(String path) {
        return new GrammarException("oneOf cannot be enforced here: what is valid under " + SchemaReader.cut(path)
                + " can be valid under another of its schemas too; use anyOf");
    }

    /** What makes sure that a text is not valid under the other, one of them each time. */
    private List<ObjectNode> additions(SchemaFusion mine, int type, SchemaFusion theirs) throws GrammarException {
        List<ObjectNode> additions = new ArrayList<>();
        switch (type) {
            case SchemaTypes.OBJECT -> ofObjects(mine, theirs, additions);
            case SchemaTypes.STRING -> ofCounts("minLength", "maxLength", theirs, additions);
            case SchemaTypes.ARRAY -> ofCounts("minItems", "maxItems", theirs, additions);
            case SchemaTypes.BOOLEAN, SchemaTypes.NULL -> {}
            default -> {
                opposite("minimum", "exclusiveMaximum", theirs, additions);
                opposite("exclusiveMinimum", "maximum", theirs, additions);
                opposite("maximum", "exclusiveMinimum", theirs, additions);
                opposite("exclusiveMaximum", "minimum", theirs, additions);
            }
        }
        return additions;
    }

    private static void opposite(String said, String added, SchemaFusion theirs, List<ObjectNode> additions) {
        if (theirs.bounds.has(said)) {
            additions.add(JsonNodeFactory.instance.objectNode().set(added, theirs.bounds.get(said)));
        }
    }

    private static void ofCounts(String least, String most, SchemaFusion theirs, List<ObjectNode> additions)
            throws GrammarException {
        int min = SchemaReader.count(theirs.bounds, least, 0, theirs.path);
        int max = SchemaReader.count(theirs.bounds, most, SchemaReader.COUNT_MAX, theirs.path);
        if (min > 0) {
            additions.add(JsonNodeFactory.instance.objectNode().put(most, min - 1));
        }
        if (max < SchemaReader.COUNT_MAX) {
            additions.add(JsonNodeFactory.instance.objectNode().put(least, max + 1));
        }
    }

    private void ofObjects(SchemaFusion mine, SchemaFusion theirs, List<ObjectNode> additions) throws GrammarException {
        for (String name : theirs.required) {
            if (!mine.required.contains(name)) {
                ObjectNode addition = JsonNodeFactory.instance.objectNode();
                addition.putObject("properties").put(name, false);
                additions.add(addition);
            }
        }
        for (String name : mine.properties.keySet()) {
            boolean may = !mine.required.contains(name) && !mine.forbids(name);
            if (may && (theirs.forbids(name) || apart(mine.said(name), theirs.said(name), 1))) {
                ObjectNode addition = JsonNodeFactory.instance.objectNode();
                addition.putArray("required").add(name);
                additions.add(addition);
            }
        }
    }

    /** Whether nothing that is written of the one is valid under the other; false where that cannot be told. */
    private boolean apart(List<SchemaPart> mine, List<SchemaPart> theirs, int depth) throws GrammarException {
        if (depth > DEPTH_MAX || mine.isEmpty() || theirs.isEmpty()) {
            return false;
        }
        List<SchemaBranch> others = branches.of(theirs, 0);
        for (SchemaBranch one : branches.of(mine, 0)) {
            for (SchemaBranch other : others) {
                rules.spend(1);
                if ((one.types() & other.types()) == 0) {
                    continue;
                }
                if (one.parts().isEmpty()
                        || other.parts().isEmpty()
                        || !apart(SchemaFusion.of(one.parts(), rules), SchemaFusion.of(other.parts(), rules), depth)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean apart(SchemaFusion mine, SchemaFusion theirs, int depth) throws GrammarException {
        if (!mine.valued.isEmpty()) {
            return noneValid(mine.valued.getFirst(), theirs.parts);
        }
        if (!theirs.valued.isEmpty() && noneValid(theirs.valued.getFirst(), mine.parts)) {
            return true;
        }
        for (int type : SchemaTypes.each(mine.types & theirs.types)) {
            boolean apart = switch (type) {
                case SchemaTypes.OBJECT -> objects(mine, theirs, depth);
                case SchemaTypes.STRING -> counts("minLength", "maxLength", mine, theirs);
                case SchemaTypes.ARRAY -> counts("minItems", "maxItems", mine, theirs);
                case SchemaTypes.BOOLEAN, SchemaTypes.NULL -> false;
                default -> numbers(mine, theirs) || numbers(theirs, mine);
            };
            if (!apart) {
                return false;
            }
        }
        return true;
    }

    private boolean noneValid(SchemaPart listing, List<SchemaPart> parts) throws GrammarException {
        for (JsonNode value : SchemaReader.listed(listing)) {
            boolean valid = true;
            for (SchemaPart part : parts) {
                valid = valid && values.plainly(value, part, 0);
            }
            if (valid) {
                return false;
            }
        }
        return true;
    }

    private boolean objects(SchemaFusion mine, SchemaFusion theirs, int depth) throws GrammarException {
        for (String name : theirs.required) {
            if (!mine.writes(name)) {
                return true;
            }
        }
        for (String name : mine.required) {
            if (theirs.forbids(name) || apart(mine.said(name), theirs.said(name), depth + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean counts(String least, String most, SchemaFusion mine, SchemaFusion theirs)
            throws GrammarException {
        return SchemaReader.count(mine.bounds, most, SchemaReader.COUNT_MAX, mine.path)
                        < SchemaReader.count(theirs.bounds, least, 0, theirs.path)
                || SchemaReader.count(theirs.bounds, most, SchemaReader.COUNT_MAX, theirs.path)
                        < SchemaReader.count(mine.bounds, least, 0, mine.path);
    }

    /** Whether all of the first are below all of the second. */
    private static boolean numbers(SchemaFusion lower, SchemaFusion upper) throws GrammarException {
        ObjectNode low = lower.bounds;
        ObjectNode high = upper.bounds;
        if (!low.has("maximum") && !low.has("exclusiveMaximum")
                || !high.has("minimum") && !high.has("exclusiveMinimum")) {
            return false;
        }
        NumberBounds one = NumberBounds.of(low, lower.path);
        NumberBounds other = NumberBounds.of(high, upper.path);
        BigDecimal from = other.min();
        int order = one.max().compareTo(from);
        return order < 0 || order == 0 && (one.below() || other.above());
    }
}

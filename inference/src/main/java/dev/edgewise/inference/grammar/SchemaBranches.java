package dev.edgewise.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Takes schemas apart into the ways to fulfil them: what stands beside {@code $ref}, {@code allOf}, {@code anyOf} and
 * {@code oneOf} holds in each of their branches, so it is put to each.
 */
final class SchemaBranches {
    /** Most ways to fulfil a schema whose choices have something beside them. */
    static final int BRANCHES_MAX = 1_000;

    private final SchemaReader reader;
    private final Rules rules;
    private final Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());

    SchemaBranches(SchemaReader reader, Rules rules) {
        this.reader = reader;
        this.rules = rules;
    }

    /**
     * The ways to fulfil all of them together; none if they contradict each other by their types.
     *
     * @throws GrammarException if one of them is no schema, has a keyword that is not followed, or there are too many ways
     */
    List<SchemaBranch> of(List<SchemaPart> parts, int depth) throws GrammarException {
        List<SchemaBranch> branches = List.of(SchemaBranch.ANY);
        for (SchemaPart part : parts) {
            branches = together(branches, of(part, depth), part.path());
        }
        return branches;
    }

    private List<SchemaBranch> of(SchemaPart part, int depth) throws GrammarException {
        if (depth > SchemaReader.DEPTH_MAX) {
            throw SchemaReader.tooDeep();
        }
        rules.spend(1);
        if (part.node().isBoolean()) {
            return part.forbids() ? List.of() : List.of(SchemaBranch.ANY);
        }
        reader.check(part);
        if (!open.add(part.node())) {
            throw SchemaReader.endless(part.path());
        }
        try {
            return combined(part, depth);
        } finally {
            open.remove(part.node());
        }
    }

    private List<SchemaBranch> combined(SchemaPart part, int depth) throws GrammarException {
        List<SchemaBranch> branches = List.of(
                SchemaReader.plain(part)
                        ? new SchemaBranch(List.of(part), List.of(), SchemaTypes.of(part), false)
                        : SchemaBranch.ANY);
        if (part.has("$ref")) {
            List<SchemaBranch> referred = new ArrayList<>();
            for (SchemaBranch branch : of(reader.target(part), depth + 1)) {
                referred.add(branch.byReference());
            }
            branches = together(branches, referred, part.path());
        }
        if (part.has("allOf")) {
            for (SchemaPart member : SchemaReader.members(part, "allOf")) {
                branches = together(branches, of(member, depth + 1), part.path());
            }
        }
        if (part.has("anyOf")) {
            List<SchemaBranch> any = new ArrayList<>();
            for (SchemaPart member : SchemaReader.members(part, "anyOf")) {
                any.addAll(of(member, depth + 1));
            }
            branches = together(branches, any, part.path());
        }
        return part.has("oneOf") ? together(branches, oneOf(part, depth), part.path()) : branches;
    }

    private List<SchemaBranch> oneOf(SchemaPart part, int depth) throws GrammarException {
        List<SchemaPart> members = SchemaReader.members(part, "oneOf");
        List<SchemaBranch> one = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            rules.spend(members.size());
            List<SchemaPart> others = new ArrayList<>(members);
            others.remove(i);
            for (SchemaBranch branch : of(members.get(i), depth + 1)) {
                one.add(branch.andNever(others));
            }
        }
        return one;
    }

    private List<SchemaBranch> together(List<SchemaBranch> some, List<SchemaBranch> others, String path)
            throws GrammarException {
        List<SchemaBranch> all = new ArrayList<>();
        for (SchemaBranch one : some) {
            for (SchemaBranch other : others) {
                rules.spend(1);
                if ((one.types() & other.types()) == 0) {
                    continue;
                }
                rules.spend(1 + cost(one.parts(), other.parts()) + cost(one.never(), other.never()));
                SchemaBranch both = one.and(other);
                all.add(both);
                if (all.size() > BRANCHES_MAX) {
                    throw new GrammarException("the schema is too large: what stands beside anyOf or oneOf at "
                            + SchemaReader.cut(path) + " makes more than " + BRANCHES_MAX + " ways");
                }
            }
        }
        return all;
    }

    /** Each of the one is compared with each of the other. */
    private static long cost(List<SchemaPart> some, List<SchemaPart> others) {
        return some.size() + others.size() + (long) some.size() * others.size() / 8;
    }
}

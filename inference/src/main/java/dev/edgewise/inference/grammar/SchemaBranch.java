package dev.edgewise.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to fulfil a schema: with no choice left in it, and nothing to look up.
 *
 * @param parts what must hold of what they say themselves, not by way of others
 * @param never what must not be valid
 * @param types what types are left, of {@link SchemaTypes}
 * @param referred whether a reference led to one of the parts
 */
record SchemaBranch(List<SchemaPart> parts, List<SchemaPart> never, int types, boolean referred) {
    static final SchemaBranch ANY = new SchemaBranch(List.of(), List.of(), SchemaTypes.ALL, false);

    SchemaBranch and(SchemaBranch other) {
        return new SchemaBranch(
                union(parts, other.parts), union(never, other.never), types & other.types, referred || other.referred);
    }

    SchemaBranch andNever(List<SchemaPart> others) {
        return new SchemaBranch(parts, union(never, others), types, referred);
    }

    SchemaBranch byReference() {
        return new SchemaBranch(parts, never, types, true);
    }

    /** What is said twice is said once. */
    @SuppressWarnings("ReferenceEquality")
    private static List<SchemaPart> union(List<SchemaPart> some, List<SchemaPart> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return some.isEmpty() ? others : some;
        }
        List<SchemaPart> all = new ArrayList<>(some);
        for (SchemaPart other : others) {
            if (some.stream().noneMatch(one -> one.node() == other.node())) {
                all.add(other);
            }
        }
        return all;
    }
}

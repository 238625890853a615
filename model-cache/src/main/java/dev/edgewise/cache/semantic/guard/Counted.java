package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Of what a number is: "10 km in miles" is not "10 miles in km", though both have the same units. */
final class Counted {
    private Counted() {}

    /** Whether the same number counts different units in two texts. */
    static boolean apart(List<Token> one, List<Token> other) {
        Map<String, String> first = units(one);
        if (first.isEmpty()) {
            return false;
        }
        Map<String, String> second = units(other);
        for (var counted : first.entrySet()) {
            String unit = second.get(counted.getKey());
            if (unit != null && !unit.isEmpty() && !counted.getValue().isEmpty() && !unit.equals(counted.getValue())) {
                return true;
            }
        }
        return false;
    }

    /** The unit of each number; empty where it has two. */
    private static Map<String, String> units(List<Token> tokens) {
        var units = new HashMap<String, String>();
        for (int at = 0; at + 1 < tokens.size(); at++) {
            if (tokens.get(at).is(Kind.NUMBER)) {
                String unit = Units.named(tokens.get(at + 1).stem());
                if (!unit.isEmpty()) {
                    units.merge(tokens.get(at).stem(), unit, (old, now) -> old.equals(now) ? old : "");
                }
            }
        }
        return units;
    }
}

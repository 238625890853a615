package dev.edgewise.cache.answer;

import dev.edgewise.cache.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How sure a model of a node was of its choices: a whole answer says it in each choice, a stream in its usage event, as a
 * list in the order of the choices. Without it in each of them, or with a list of another length, nothing is moved.
 */
final class ChoiceConfidence {
    /** The member that it stands in, in both forms. */
    static final String EDGE = "edge";

    private static final String CONFIDENCE = "confidence";

    private ChoiceConfidence() {}

    /** What the usage event says in {@link #EDGE}, or null where a choice of a whole answer does not tell it. */
    static Json.@Nullable Obj ofAll(@Nullable Json choices) {
        if (!(choices instanceof Json.Arr(var items)) || items.isEmpty()) {
            return null;
        }
        List<Json> all = new ArrayList<>();
        for (Json item : items) {
            if (!(item instanceof Json.Obj choice)
                    || !(choice.get(EDGE) instanceof Json.Obj edge)
                    || !(edge.get(CONFIDENCE) instanceof Json.Obj sure)) {
                return null;
            }
            all.add(sure);
        }
        return new Json.Obj().with(CONFIDENCE, new Json.Arr(all));
    }

    /** A choice as a stream has it, which does not tell it there; the choice itself stays as it is. */
    static Json.Obj without(Json.Obj choice) {
        Json.Obj kept = new Json.Obj();
        choice.members().forEach((name, value) -> {
            Json left = name.equals(EDGE) ? rest(value) : value;
            if (left != null) {
                kept.with(name, left);
            }
        });
        return kept;
    }

    /** Moves what a stream said at its end to its choices, in their order. */
    static void toChoices(Map<String, Json> top, List<Json> choices) {
        if (!(top.get(EDGE) instanceof Json.Obj edge)
                || !(edge.get(CONFIDENCE) instanceof Json.Arr(var all))
                || all.size() != choices.size()) {
            return;
        }
        Json rest = rest(edge);
        if (rest == null) {
            top.remove(EDGE);
        } else {
            top.put(EDGE, rest);
        }
        for (int i = 0; i < all.size(); i++) {
            if (choices.get(i) instanceof Json.Obj choice) {
                Json.Obj own = choice.get(EDGE) instanceof Json.Obj known ? known : new Json.Obj();
                choice.with(EDGE, own.with(CONFIDENCE, all.get(i)));
            }
        }
    }

    /** What is left of it, or null when it said nothing else. */
    private static @Nullable Json rest(Json edge) {
        if (!(edge instanceof Json.Obj(var members))) {
            return edge;
        }
        Json.Obj rest = new Json.Obj();
        members.forEach((name, value) -> {
            if (!name.equals(CONFIDENCE)) {
                rest.with(name, value);
            }
        });
        return rest.members().isEmpty() ? null : rest;
    }
}

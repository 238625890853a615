package dev.edgewise.inference.store.scan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the steps of all kinds have in common. */
final class TokenizerStep {
    private static final int STEPS_MAX = 64;

    private TokenizerStep() {}

    /**
     * The single steps of a part, those of sequences in their place.
     *
     * @param kind what the part is called, for messages
     * @param list the name of a sequence's list
     * @param types the types that the part knows
     * @throws RefusedModelException if there is one of another type, or there are too many
     */
    static List<JsonNode> flat(JsonNode part, String kind, String list, Set<String> types)
            throws RefusedModelException {
        List<JsonNode> steps = new ArrayList<>();
        if (!part.isNull()) {
            collect(part, kind, list, types, steps);
        }
        return steps;
    }

    private static void collect(JsonNode step, String kind, String list, Set<String> types, List<JsonNode> steps)
            throws RefusedModelException {
        String type = step.path("type").asText();
        if (type.equals("Sequence")) {
            if (!step.path(list).isArray()) {
                throw new RefusedModelException("its " + kind + " is a sequence without a list");
            }
            for (JsonNode each : step.path(list)) {
                collect(each, kind, list, types, steps);
            }
        } else if (!types.contains(type)) {
            throw new RefusedModelException(
                    "its " + kind + " is of a type that is not known: " + Operators.quote(type));
        } else {
            steps.add(step);
        }
        if (steps.size() > STEPS_MAX) {
            throw new RefusedModelException("its " + kind + " has more than " + STEPS_MAX + " steps");
        }
    }

    /**
     * What a step looks for, checked: how many characters it has at least.
     *
     * @param emptyToo whether a pattern that finds nothing between any two characters may be
     */
    static int pattern(JsonNode step, boolean emptyToo) throws RefusedModelException {
        JsonNode pattern = step.path("pattern");
        if (pattern.size() == 1 && pattern.path("String").isTextual()) {
            String text = pattern.path("String").asText();
            if (text.isEmpty() || text.length() > PatternCheck.CHARACTERS_MAX) {
                throw new RefusedModelException("it looks for a text of " + text.length() + " characters");
            }
            return text.codePointCount(0, text.length());
        }
        if (pattern.size() == 1 && pattern.path("Regex").isTextual()) {
            String regex = pattern.path("Regex").asText();
            if (!regex.isEmpty() || !emptyToo) {
                PatternCheck.check(regex);
            }
            return 1;
        }
        throw new RefusedModelException(
                "a step of type " + Operators.quote(step.path("type").asText()) + " has no pattern");
    }
}

package dev.edgewise.inference.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code tokenizer.json} puts around texts.
 *
 * @param steps special tokens, and the texts {@code A} and {@code B}, in order
 * @param special the ids of special tokens by their names
 */
record Template(JsonNode steps, JsonNode special) {
    private static final String SEQUENCE = "Sequence";

    /** The type of a text's tokens; -1 where there is no such text. */
    int typeOf(String text) {
        for (JsonNode step : steps) {
            if (text.equals(step.path(SEQUENCE).path("id").asText())) {
                return step.path(SEQUENCE).path("type_id").asInt(-1);
            }
        }
        return -1;
    }

    /**
     * The special tokens between two texts; the empty name is the template's begin or end.
     *
     * @return null where something else stands there, or one is of another type
     */
    int @Nullable [] tokens(String from, String to, int type) {
        List<Integer> ids = new ArrayList<>();
        boolean inside = from.isEmpty();
        for (JsonNode step : steps) {
            String text = step.path(SEQUENCE).path("id").asText();
            if (!text.isEmpty()) {
                if (inside) {
                    return text.equals(to)
                            ? ids.stream().mapToInt(Integer::intValue).toArray()
                            : null;
                }
                inside = text.equals(from);
            } else if (inside) {
                JsonNode token = step.path("SpecialToken");
                JsonNode known = special.path(token.path("id").asText()).path("ids");
                if (token.path("type_id").asInt(-1) != type || known.isEmpty()) {
                    return null;
                }
                known.forEach(id -> ids.add(id.asInt()));
            }
        }
        return inside && to.isEmpty() ? ids.stream().mapToInt(Integer::intValue).toArray() : null;
    }
}

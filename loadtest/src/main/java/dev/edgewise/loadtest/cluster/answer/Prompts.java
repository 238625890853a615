package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The four shapes of a prompt or an embedding input: a string, strings, token ids, lists of token ids.
 *
 * @param values one node per prompt, each a string or an array of ids
 * @param tokens tokens of all of them
 */
record Prompts(List<JsonNode> values, int tokens) {
    private static final int VALUES_MAX = 2048;

    static Prompts read(Fields fields, String name) {
        JsonNode input = fields.get(name);
        List<JsonNode> values = new ArrayList<>();
        if (input.isMissingNode()) {
            fields.refuse("you must provide a '" + name + "' parameter", name);
        } else if (input.isTextual() || input.path(0).isIntegralNumber()) {
            values.add(input);
        } else if (input.isArray() && !input.isEmpty() && input.size() <= VALUES_MAX) {
            input.forEach(values::add);
        } else {
            fields.refuse(
                    "'$." + name + "' is invalid: expected a string, an array of at most " + VALUES_MAX
                            + " strings, or token ids.",
                    name);
        }
        int tokens = 0;
        for (JsonNode value : values) {
            tokens += tokens(fields, name, value);
        }
        return new Prompts(values, tokens);
    }

    private static int tokens(Fields fields, String name, JsonNode value) {
        if (value.isTextual()) {
            return Pieces.count(value.asText());
        }
        boolean ids = value.isArray() && !value.isEmpty();
        for (JsonNode id : value) {
            ids &= id.isIntegralNumber();
        }
        if (!ids) {
            fields.refuse("'$." + name + "' is invalid: its items must be strings or lists of token ids.", name);
        }
        return value.size();
    }
}

package dev.edgewise.inference.store.scan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** What is put around texts that are cut. One thread, one scan. */
final class PostProcessorScan {
    private static final Set<String> TYPES =
            Set.of("BertProcessing", "RobertaProcessing", "ByteLevel", "TemplateProcessing");

    private static final int STEPS_MAX = 4;
    private static final int PIECES_MAX = 64;
    private static final int IDS_MAX = 64;

    void check(JsonNode processor) throws RefusedModelException {
        var steps = TokenizerStep.flat(processor, "post_processor", "processors", TYPES);
        if (steps.size() > STEPS_MAX) {
            throw new RefusedModelException("its post_processor has more than " + STEPS_MAX + " steps");
        }
        for (JsonNode step : steps) {
            switch (step.path("type").asText()) {
                case "TemplateProcessing" -> {
                    template(step.path("single"), 0);
                    template(step.path("pair"), 1);
                    special(step.path("special_tokens"));
                }
                case "BertProcessing", "RobertaProcessing" -> {
                    id(step.path("sep").path(1), "sep");
                    id(step.path("cls").path(1), "cls");
                }
                default -> {
                    // Only switches.
                }
            }
        }
    }

    /** Each text once: the library copies one that is named again, and looks past the end for a second that is not there. */
    private static void template(JsonNode pieces, int seconds) throws RefusedModelException {
        int first = 0;
        int second = 0;
        for (JsonNode piece : pieces) {
            String text = piece.path("Sequence").path("id").asText();
            first += text.equals("A") ? 1 : 0;
            second += text.equals("B") ? 1 : 0;
        }
        if (!pieces.isArray() || pieces.size() > PIECES_MAX || first > 1 || second > seconds) {
            throw new RefusedModelException("its template puts a text more than once, or has more than " + PIECES_MAX
                    + " pieces, or is no list of them");
        }
    }

    private static void special(JsonNode tokens) throws RefusedModelException {
        for (Map.Entry<String, JsonNode> token : tokens.properties()) {
            JsonNode ids = token.getValue().path("ids");
            if (ids.size() > IDS_MAX) {
                throw new RefusedModelException("its template's token " + Operators.quote(token.getKey())
                        + " stands for " + ids.size() + " tokens; at most " + IDS_MAX + " are read");
            }
            for (JsonNode id : ids) {
                id(id, token.getKey());
            }
        }
    }

    private static void id(JsonNode id, String token) throws RefusedModelException {
        TokenizerScan.checkId(id.isIntegralNumber() && id.canConvertToLong() ? id.longValue() : -1, token);
    }
}

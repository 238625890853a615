package dev.edgewise.inference.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The tokens around texts.
 *
 * @param before before a text
 * @param between between the two of a pair
 * @param after after a text, and after the second of a pair
 * @param secondType the type of the tokens from the second of a pair on
 * @param betweenIsSecond whether those between are of that type already
 */
record Around(int[] before, int[] between, int[] after, int secondType, boolean betweenIsSecond) {
    private static final String TYPE = "type";

    /** Tokens of a pair before the first of the second type, given those up to the end of its first text. */
    int firstOfSecond(int tokens) {
        return betweenIsSecond ? tokens : tokens + between.length;
    }

    /** What a template says; empty where tokens are put in another way. */
    static Optional<Around> ofTemplate(JsonNode processor) {
        if (!"TemplateProcessing".equals(processor.path(TYPE).asText())) {
            return Optional.empty();
        }
        var single = new Template(processor.path("single"), processor.path("special_tokens"));
        var pair = new Template(processor.path("pair"), processor.path("special_tokens"));
        int[] before = single.tokens("", "A", 0);
        int[] after = single.tokens("A", "", 0);
        int[] between = pair.tokens("A", "B", 0);
        boolean betweenIsSecond = between == null;
        if (betweenIsSecond) {
            between = pair.tokens("A", "B", 1);
        }
        if (before == null || after == null || between == null) {
            return Optional.empty();
        }
        int type = pair.typeOf("B");
        boolean sound = single.typeOf("A") == 0
                && pair.typeOf("A") == 0
                && (type == 0 || type == 1)
                && (type == 1 || !betweenIsSecond)
                && Arrays.equals(before, pair.tokens("", "A", 0))
                && Arrays.equals(after, pair.tokens("B", "", type));
        return sound ? Optional.of(new Around(before, between, after, type, betweenIsSecond)) : Optional.empty();
    }

    /** What a byte-level tokenizer does after cutting: nothing, a template, or RoBERTa's ends; empty for anything else. */
    static Optional<Around> ofByteLevel(JsonNode processor) {
        List<JsonNode> steps = new ArrayList<>();
        if ("Sequence".equals(processor.path(TYPE).asText())) {
            processor.path("processors").forEach(steps::add);
        } else if (!processor.isNull()) {
            steps.add(processor);
        }
        // It moves where tokens begin and end in the text, which nobody asks for.
        steps.removeIf(step -> "ByteLevel".equals(step.path(TYPE).asText()));
        if (steps.size() > 1) {
            return Optional.empty();
        }
        if (steps.isEmpty()) {
            return Optional.of(new Around(new int[0], new int[0], new int[0], 1, false));
        }
        JsonNode step = steps.getFirst();
        if (!"RobertaProcessing".equals(step.path(TYPE).asText())) {
            return ofTemplate(step);
        }
        int begin = step.path("cls").path(1).asInt(-1);
        int end = step.path("sep").path(1).asInt(-1);
        return begin < 0 || end < 0
                ? Optional.empty()
                : Optional.of(new Around(new int[] {begin}, new int[] {end, end}, new int[] {end}, 0, false));
    }
}

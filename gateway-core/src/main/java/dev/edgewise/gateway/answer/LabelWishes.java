package dev.edgewise.gateway.answer;

import dev.edgewise.cache.request.Kind;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.api.Shown;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.ModelId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request for labels or ranks wants beside them: how much of the answer is shown, and what changes scores or what is read
 * of a text, which the node's models do as they do it and not otherwise.
 */
final class LabelWishes {
    private static final String TOP = "top_k";
    private static final String THRESHOLD = "threshold";
    private static final String DOCUMENT_TOKENS = "max_tokens_per_doc";

    /** A field, and with which values it asks for what the node does anyway. */
    private record Asked(String name, List<String> met) {}

    private static final List<Asked> OF_BOTH = List.of(
            new Asked("raw_scores", List.of("false")),
            new Asked("activation", List.of("true")),
            new Asked("use_activation", List.of("true")),
            new Asked("function_to_apply", List.of("\"default\"")),
            new Asked("add_special_tokens", List.of("true")),
            new Asked("truncate_prompt_tokens", List.of("-1")));

    private static final List<Asked> OF_RANKS = List.of(
            new Asked("truncation", List.of("true")),
            new Asked("truncate", List.of("true", "\"END\"")),
            new Asked("max_chunks_per_doc", List.of("1")),
            new Asked("rank_fields", List.of("[\"text\"]")),
            new Asked("instruction", List.of("\"\"")));

    private LabelWishes() {}

    /** What is to be made of them. */
    sealed interface Read {
        /** They can be met. */
        record Met(Shown shown) implements Read {}

        /** They make no sense. */
        record Wrong(Refusal refusal) implements Read {}

        /** Another model may meet them. */
        record Elsewhere(Refusal refusal) implements Read {}
    }

    static Read ofLabels(Scanned request, ModelId model) {
        String unmet = unmet(request, OF_BOTH);
        return unmet == null ? shown(request, model) : elsewhere(unmet, model);
    }

    /** @param tokensMax most tokens that the model reads of a query and a document */
    static Read ofRanks(Scanned request, ModelId model, int tokensMax) {
        String unmet = unmet(request, OF_BOTH);
        unmet = unmet == null ? unmet(request, OF_RANKS) : unmet;
        String tokens = text(request, DOCUMENT_TOKENS);
        if (unmet == null && tokens != null && !(whole(tokens) >= tokensMax)) {
            unmet = DOCUMENT_TOKENS;
        }
        return unmet == null ? new Read.Met(Shown.ALL) : elsewhere(unmet, model);
    }

    private static @Nullable String unmet(Scanned request, List<Asked> fields) {
        for (Asked asked : fields) {
            String said = text(request, asked.name());
            if (said != null && !asked.met().contains(said)) {
                return asked.name();
            }
        }
        return null;
    }

    private static Read shown(Scanned request, ModelId model) {
        String top = text(request, TOP);
        String threshold = text(request, THRESHOLD);
        double least = threshold == null ? 0 : number(threshold);
        if (top != null && whole(top) < 1) {
            return elsewhere(TOP, model);
        }
        if (!(least >= 0 && least <= 1)) {
            return wrong(THRESHOLD, "threshold must be a number from 0 to 1.");
        }
        return new Read.Met(new Shown(top == null ? Shown.ALL.top() : whole(top), least));
    }

    private static Read wrong(String field, String sentence) {
        return new Read.Wrong(Refusal.invalid("invalid_value", field, sentence));
    }

    private static Read elsewhere(String field, ModelId model) {
        return new Read.Elsewhere(Refusal.invalid(
                "local_unsupported",
                field,
                field + " as it is set here is not honoured by the model " + model
                        + " of this node: leave it out, or ask for a model of a central cluster."));
    }

    /** A value as it was sent, without blanks; null where there is none. */
    private static @Nullable String text(Scanned request, String name) {
        Scanned.Field field = request.find(name);
        return field == null || field.kind() == Kind.NULL
                ? null
                : new String(request.body(), field.start(), field.end() - field.start(), StandardCharsets.UTF_8)
                        .replaceAll("\\s", "");
    }

    /** A whole number, at most {@link Integer#MAX_VALUE}; −1 for what is none. */
    private static int whole(String text) {
        return text.matches("\\d{1,18}") ? (int) Math.min(Integer.MAX_VALUE, Long.parseLong(text)) : -1;
    }

    private static double number(String text) {
        return text.matches("-?\\d[\\d.eE+-]{0,30}") ? parsed(text) : Double.NaN;
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

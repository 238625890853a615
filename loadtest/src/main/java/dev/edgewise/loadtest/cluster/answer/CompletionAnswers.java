package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code POST /v1/completions} strictly and makes its answer. Immutable. */
public final class CompletionAnswers {
    private static final int CHOICES_MAX = 128;

    private final Profile profile;

    /** Answers as {@code profile} says. */
    public CompletionAnswers(Profile profile) {
        this.profile = profile;
    }

    /** The answer to a request, or the refusal a real server would give. */
    public Parsed<Generation> answer(Call call) {
        Fields fields = new Fields(call.body());
        String model = fields.requiredText("model");
        Prompts prompts = Prompts.read(fields, "prompt");
        boolean stream = fields.flag("stream");
        boolean includeUsage = fields.includeUsage(stream);
        int n = fields.integer("n", 1, 1, CHOICES_MAX);
        int bound = fields.integer("max_tokens", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        fields.checkNumber("temperature", 0, 2);
        fields.checkNumber("top_p", 0, 1);
        return fields.result(() -> {
            long hash = RequestHash.of(call.body(), profile.seed());
            List<Choice> choices = new ArrayList<>(n * prompts.values().size());
            for (JsonNode prompt : prompts.values()) {
                for (int i = 0; i < n; i++) {
                    choices.add(
                            choice(prompt, bound, choices.isEmpty() ? hash : RequestHash.mix(hash + choices.size())));
                }
            }
            int written = choices.stream().mapToInt(c -> c.pieces().size()).sum();
            return new Generation(
                    Generation.Kind.COMPLETION,
                    call.id("cmpl-", hash),
                    call.created(),
                    model,
                    choices,
                    new Usage(prompts.tokens(), written),
                    stream,
                    includeUsage);
        });
    }

    private Choice choice(JsonNode prompt, int bound, long hash) {
        List<String> pieces = profile.echo() && prompt.isTextual()
                ? Pieces.cut(prompt.asText())
                : Pieces.words(hash, profile.tokens());
        return pieces.size() > bound
                ? new Choice.Text(pieces.subList(0, bound), "length")
                : new Choice.Text(pieces, "stop");
    }
}

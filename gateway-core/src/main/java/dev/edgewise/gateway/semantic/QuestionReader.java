package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.guard.GuardText;
import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.cache.semantic.tier.PairRules;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.Answer;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.Reranked;
import dev.edgewise.inference.TextInput;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Question} of a text: its language, its vectors, and what the rules read in it. Any thread; it waits. */
final class QuestionReader {
    private final Engine engine;
    private final PairRules rules;

    QuestionReader(Engine engine, PairRules rules) {
        this.engine = engine;
        this.rules = rules;
    }

    /** What reading gives. */
    sealed interface Read {
        record Done(Question question) implements Read {}

        record Not(NotAsked why) implements Read {}
    }

    /** Reads a question that a caller waits for. */
    Read read(Rules.Comparing comparing, String sent, long deadlineNanos) throws InterruptedException {
        return read(comparing, sent, deadlineNanos, Priority.INTERACTIVE);
    }

    Read read(Rules.Comparing comparing, String sent, long deadlineNanos, Priority priority)
            throws InterruptedException {
        String text = Normalizer.normalize(sent, Normalizer.Form.NFC).strip();
        String language = rules.language(text);
        if (!comparing.speaks(language)) {
            return new Read.Not(NotAsked.LANGUAGE);
        }
        try {
            var guarded = new AtomicReference<@Nullable GuardText>();
            Embeddings vectors = embed(
                    comparing,
                    comparing.prompt(),
                    List.of(text),
                    Call.until(new Deadline(true, deadlineNanos), priority)
                            .doing(() -> guarded.set(rules.prepare(text, language))));
            TokenVectors tokens = vectors.tokens(0).map(TokenVectors::of).orElse(TokenVectors.NONE);
            GuardText read = guarded.get();
            return new Read.Done(new Question(
                    text,
                    language,
                    unit(vectors.vector(0)),
                    tokens,
                    read == null ? rules.prepare(text, language) : read));
        } catch (EngineException e) {
            return new Read.Not(
                    switch (e.fault().kind()) {
                        case BUSY -> NotAsked.BUSY;
                        case DEADLINE -> NotAsked.LATE;
                        case MODEL_UNKNOWN,
                                MODEL_UNAVAILABLE,
                                MODEL_REFUSED,
                                MODEL_TOO_LARGE,
                                INPUT_INVALID,
                                UNSUPPORTED,
                                INPUT_TOO_LONG,
                                CANCELLED,
                                CLOSED,
                                INTERNAL -> NotAsked.EMBEDDER;
                    });
        }
    }

    /**
     * One vector for each text, for no caller that waits.
     *
     * @throws EngineException if there are none, or other files of the embedder are still in memory than the rules name
     */
    Embeddings embed(Rules.Comparing comparing, Optional<String> prompt, List<String> texts, long deadlineNanos)
            throws EngineException, InterruptedException {
        return embed(comparing, prompt, texts, Call.until(new Deadline(true, deadlineNanos), Priority.BACKGROUND));
    }

    private Embeddings embed(Rules.Comparing comparing, Optional<String> prompt, List<String> texts, Call call)
            throws EngineException, InterruptedException {
        List<TextInput> inputs =
                texts.stream().<TextInput>map(TextInput.Text::new).toList();
        var other = new AtomicBoolean();
        Answer answer = engine.answer(
                new Embed(comparing.embedder(), inputs, OptionalInt.empty(), prompt).withTokens(),
                call.seenBy((model, revision, current) -> other.set(!revision.equals(comparing.revision()))));
        if (other.get()) {
            throw EngineException.of(
                    Fault.Kind.MODEL_UNAVAILABLE, comparing.embedder() + " is being replaced by other files");
        }
        return switch (answer) {
            case Embeddings vectors -> vectors;
            case Generated _, Inferred _, Classified _, Reranked _ ->
                throw new IllegalStateException("vectors were asked for, not " + answer);
        };
    }

    /** Some models leave their vectors as long as they come. */
    static float[] unit(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += value * value;
        }
        float scale = square == 0 ? 0 : (float) (1 / Math.sqrt(square));
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            unit[i] = vector[i] * scale;
        }
        return unit;
    }
}

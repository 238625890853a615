package dev.edgewise.inference.local;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.schedule.RowJob;
import dev.edgewise.inference.schedule.RowModel;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Runs a model that was just loaded on the samples of its manifest, or on a word where it has none and reads whole texts, so that memory is taken and code is compiled before
 * anyone is answered, and a model that cannot answer them is not served. On the thread that loads.
 */
final class WarmUp {
    private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());

    /** Longest time that all samples take together; what is left then is left out, for other models wait to be loaded. */
    private static final Duration TIME_MAX = Duration.ofSeconds(5);

    /** The prompt's pass is what takes memory; further tokens show that the loop runs. */
    private static final int GENERATED_TOKENS = 2;

    /** What a reranker is asked of a sample; a query may not take more than half of the tokens. */
    private static final String QUERY = "query";

    /** What one without samples is given. */
    private static final String WORD = "text";

    private final Rows rows;
    private final LongSupplier nanoTime;

    /** Computes rows with a model that nobody else knows yet. */
    interface Rows {
        void run(RowJob job, Call call) throws EngineException, InterruptedException;
    }

    WarmUp(Rows rows, LongSupplier nanoTime) {
        this.rows = rows;
        this.nanoTime = nanoTime;
    }

    /** @throws IOException if the model fails on a sample; the message says on which and how */
    void run(ModelCard card, LoadedModel model) throws IOException {
        Call call = Call.until(Deadline.after(TIME_MAX, nanoTime.getAsLong()), Priority.BACKGROUND);
        boolean sampled = !card.wishes().samples().isEmpty();
        List<String> samples = sampled ? card.wishes().samples() : model.readsTexts() ? List.of(WORD) : List.of();
        for (int i = 0; i < samples.size(); i++) {
            try {
                run(card, model, samples.get(i), call);
            } catch (EngineException e) {
                switch (e.fault().kind()) {
                    case DEADLINE, BUSY, CLOSED, CANCELLED -> {
                        LOG.log(
                                Level.WARNING,
                                "{0} was warmed up on {1} of its {2} samples: {3}",
                                card.id(),
                                i,
                                samples.size(),
                                e.fault().message());
                        return;
                    }
                    case MODEL_UNKNOWN,
                            MODEL_UNAVAILABLE,
                            MODEL_REFUSED,
                            MODEL_TOO_LARGE,
                            INPUT_INVALID,
                            UNSUPPORTED,
                            INPUT_TOO_LONG,
                            INTERNAL ->
                        throw new IOException(
                                "it does not answer "
                                        + (sampled
                                                ? "sample " + (i + 1) + " of its manifest: "
                                                : "the text '" + WORD + "': ")
                                        + reason(e),
                                e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Whoever loads a model may know what callers are not told: what the runtime says of its graph. */
    private static String reason(EngineException e) {
        return e.fault().kind() == Fault.Kind.INTERNAL
                        && e.getCause() != null
                        && e.getCause().getMessage() != null
                ? e.getCause().getMessage()
                : e.fault().message();
    }

    private void run(ModelCard card, LoadedModel model, String sample, Call call)
            throws EngineException, InterruptedException {
        TextInput text = new TextInput.Text(sample);
        switch (model) {
            case LoadedModel.Embedder(var embedder) -> row(embedder, text, call);
            case LoadedModel.Scorer(var scorer) ->
                row(scorer, card.skill() instanceof Skill.Reranking ? new TextInput.Pair(QUERY, sample) : text, call);
            case LoadedModel.Writer(var generator, var _) -> {
                var _ = generator.answer(
                        Generate.of(
                                card.id(),
                                new Prompt.Plain(new TextInput.Text(sample)),
                                Sampling.greedy(),
                                GENERATED_TOKENS),
                        call);
            }
            // Samples are texts, and these read none of their own.
            case LoadedModel.Head _, LoadedModel.Pictures _, LoadedModel.Rows _, LoadedModel.Raw _ -> {}
        }
    }

    private void row(RowModel model, TextInput input, Call call) throws EngineException, InterruptedException {
        rows.run(new RowJob(model, List.of(input), call.deadline()), call);
    }
}

package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.Rerank;
import dev.edgewise.inference.Reranked;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * A cross-encoder: a model that reads both questions together, so that it sees what a vector of each alone has lost. Its
 * score is the log odds it gives for both meaning the same.
 */
public final class CrossEncoderVerifier implements Verifier {
    /** Most candidates judged, the nearest ones: each costs about as much as an embedding. */
    public static final int CANDIDATES_MAX = 3;

    /** Scores are singles: nearer to 0 and 1 than this they are not told apart. */
    private static final double CERTAIN = 1e-7;

    private final Engine engine;
    private final ModelId model;
    private final String revision;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /**
     * @param model a model that reranks by reading pairs; an embedder is refused at the first score
     * @param revision of its files: the scores of other files are others, and what was learned of these is not theirs
     * @param patience how long one verdict may take
     * @param nanoTime the engine's clock
     */
    public CrossEncoderVerifier(
            Engine engine, ModelId model, String revision, Duration patience, LongSupplier nanoTime) {
        this.engine = engine;
        this.model = model;
        this.revision = revision;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    @Override
    public double[] score(Question asked, List<Question> stored) throws VerifierException, InterruptedException {
        double[] scores = new double[stored.size()];
        Arrays.fill(scores, Double.NEGATIVE_INFINITY);
        List<String> texts =
                stored.stream().limit(CANDIDATES_MAX).map(Question::text).toList();
        if (texts.isEmpty()) {
            return scores;
        }
        Reranked answer = answer(new Rerank(model, asked.text(), texts));
        for (int i = 0; i < texts.size(); i++) {
            double chance = Math.clamp(answer.score(i), CERTAIN, 1 - CERTAIN);
            scores[i] = Math.log(chance / (1 - chance));
        }
        return scores;
    }

    private Reranked answer(Rerank work) throws VerifierException, InterruptedException {
        try {
            var read = new AtomicReference<>(revision);
            Call call = Call.until(Deadline.after(patience, nanoTime.getAsLong()), Priority.INTERACTIVE)
                    .seenBy((used, files, _) -> {
                        if (used.equals(model)) {
                            read.set(files);
                        }
                    });
            if (engine.answer(work, call) instanceof Reranked answer
                    && answer.method() == Reranked.Method.CROSS_ENCODER) {
                if (read.get().equals(revision)) {
                    return answer;
                }
                throw new VerifierException(
                        "other files of model " + model + " are in memory than are configured", null);
            }
        } catch (EngineException failed) {
            throw new VerifierException(
                    "model " + model + " gives no verdict: " + failed.fault().message(), failed);
        }
        throw new VerifierException(
                "model " + model + " compares vectors and reads no pairs: name a cross-encoder", null);
    }

    @Override
    public String id() {
        return "cross-encoder:" + model + '@' + revision;
    }
}

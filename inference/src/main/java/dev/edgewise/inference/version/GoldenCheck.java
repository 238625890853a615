package dev.edgewise.inference.version;

import dev.edgewise.inference.Answer;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Rerank;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.store.folder.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a version may take over: what the active one answers to the model's samples is the golden output, and the new
 * one must answer nearly the same. Loads both; waits within the call.
 */
public final class GoldenCheck {
    /** For models that bring no samples of their own. */
    private static final List<String> SAMPLES = List.of(
            "What will the weather be like in Seoul tomorrow?",
            "How do I reset the password of my account?",
            "The delivery has not arrived, and nobody answers the phone.",
            "내일 아침 서울 날씨 알려줘",
            "Write a short greeting.",
            "How tall is Mount Everest?",
            "I would like to cancel my subscription.",
            "1 + 1 = ");

    private static final int GENERATED_TOKENS = 24;

    private final Engine engine;

    /** @param engine has both versions */
    public GoldenCheck(Engine engine) {
        this.engine = engine;
    }

    /** What came of it. */
    public sealed interface Verdict {
        /** It may; {@code samples} is 0 where the task has none, and only loading was tried. */
        record Passed(int samples, double agreement) implements Verdict {}

        /** It may not. */
        record Refused(String why) implements Verdict {}
    }

    /**
     * Compares.
     *
     * @param leastPercent mean agreement over the samples that is asked for
     * @throws EngineException if the active version cannot answer, or the deadline passes
     */
    public Verdict check(ModelCard active, ModelCard candidate, int leastPercent, Call call)
            throws EngineException, InterruptedException {
        if (active.task() != candidate.task()) {
            return new Verdict.Refused(candidate.id() + " does another task than " + active.id() + ": "
                    + candidate.task().name().toLowerCase(Locale.ROOT) + ", not "
                    + active.task().name().toLowerCase(Locale.ROOT));
        }
        List<Work> works = works(active);
        double sum = 0;
        double lowest = 2;
        int lowestAt = 0;
        for (int i = 0; i < works.size(); i++) {
            Answer golden = engine.answer(works.get(i), call);
            double agreement;
            try {
                agreement = Agreement.of(golden, engine.answer(Works.by(candidate.id(), works.get(i)), call));
            } catch (EngineException failed) {
                return new Verdict.Refused(candidate.id() + " does not answer sample " + (i + 1) + ": "
                        + failed.fault().message());
            }
            sum += agreement;
            if (agreement < lowest) {
                lowest = agreement;
                lowestAt = i + 1;
            }
        }
        double mean = works.isEmpty() ? 1 : sum / works.size();
        if (100 * mean < leastPercent) {
            return new Verdict.Refused(String.format(
                    Locale.ROOT,
                    "%s agrees with %s by %.0f %% over %d samples, where %d %% are asked for; least on sample %d, by %.0f %%",
                    candidate.id(),
                    active.id(),
                    100 * mean,
                    works.size(),
                    leastPercent,
                    lowestAt,
                    100 * lowest));
        }
        return new Verdict.Passed(works.size(), mean);
    }

    private static List<Work> works(ModelCard card) {
        ModelId id = card.id();
        List<String> samples = samples(card);
        return switch (card.task()) {
            case EMBED ->
                samples.stream()
                        .<Work>map(text -> Embed.ofTexts(id, List.of(text)))
                        .toList();
            case CLASSIFY ->
                samples.stream()
                        .<Work>map(text -> Classify.ofTexts(id, List.of(text)))
                        .toList();
            case RERANK ->
                samples.stream()
                        .<Work>map(text -> new Rerank(id, text, samples))
                        .toList();
            case GENERATE ->
                samples.stream()
                        .<Work>map(text -> Generate.of(
                                id, new Prompt.Plain(new TextInput.Text(text)), Sampling.greedy(), GENERATED_TOKENS))
                        .toList();
            // Nobody knows what a picture or a tensor of theirs looks like.
            case CLASSIFY_IMAGE, CLASSIFY_TENSOR, INFER -> new ArrayList<>();
        };
    }

    private static List<String> samples(ModelCard card) {
        if (card.source() instanceof ModelSource.Folder folder) {
            try {
                List<String> own = Manifest.samples(folder.root());
                return own.isEmpty() ? SAMPLES : own;
            } catch (IOException changedSinceItWasRead) {
                return SAMPLES;
            }
        }
        return SAMPLES;
    }
}

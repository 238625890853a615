package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.verify.BlendedVerifier;
import dev.edgewise.cache.semantic.verify.Calibration;
import dev.edgewise.cache.semantic.verify.LightScorer;
import dev.edgewise.cache.semantic.verify.Threshold;
import dev.edgewise.cache.semantic.verify.Verifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Runs a semantic cache over labelled questions, split by split: each threshold is set on calibration runs, and each
 * scorer trained on others, of whose questions none is connected with those that are judged. The threshold of a way that
 * learns nothing is set on all of those.
 */
public final class Evaluation {
    /** The way by which others are measured. */
    public static final String STATIC = "cosine";

    /** Trained on the splits' own training runs. */
    public static final String TRAINED = "light, trained here";

    private final LabelledQuestions labels;
    private final Settings settings;
    private final Entries entries;
    private final IntFunction<Question> questions;

    /**
     * How to measure.
     *
     * @param splits the runs, from {@link Split#of}
     * @param maxWrong the operator's bound: most wrong answers, of all questions asked
     * @param confidence how surely the calibration keeps it; 0.5 as counted
     * @param spoken the languages of the embedder
     * @param cosineMin what is farther away is no candidate
     */
    public record Settings(List<Split> splits, double maxWrong, double confidence, Languages spoken, double cosineMin) {
        /** With the candidates that a node looks at. */
        public Settings(List<Split> splits, double maxWrong, double confidence, Languages spoken) {
            this(splits, maxWrong, confidence, spoken, Near.COSINE_MIN);
        }
    }

    /**
     * Who takes part beside those that always do.
     *
     * @param embedder the model that made the vectors
     * @param given verifiers by the name shown
     * @param crossEncoder also judged together with the scorer trained here
     * @param train whether to train a light scorer on each split, where its runs find both right and wrong candidates
     */
    public record Entries(
            String embedder, Map<String, Verifier> given, Optional<Verifier> crossEncoder, boolean train) {}

    /** @param questions by number of text, for every text of the splits */
    public Evaluation(LabelledQuestions labels, Settings settings, Entries entries, IntFunction<Question> questions) {
        this.labels = labels;
        this.settings = settings;
        this.entries = entries;
        this.questions = questions;
    }

    /**
     * Does it: seconds for each split, more with a cross-encoder.
     *
     * @param progress told what is being done
     */
    public EvalReport run(Consumer<String> progress) {
        Gathering gathering = new Gathering(questions);
        int number = 0;
        for (Split split : settings.splits()) {
            number++;
            progress.accept("split " + number + " of " + settings.splits().size());
            Near test = near(split.test());
            List<Near> calibration =
                    split.calibration().stream().map(this::near).toList();
            List<Near> training = split.training().stream().map(this::near).toList();
            List<Near> both =
                    Stream.concat(calibration.stream(), training.stream()).toList();
            gathering.begin(split.test(), test);
            for (Map.Entry<String, Way> way : ways(training).entrySet()) {
                // What has learned nothing of the training runs may be calibrated on them too.
                boolean untaught =
                        way.getKey().equals(STATIC) || entries.given().containsKey(way.getKey());
                measure(gathering, way.getKey(), way.getValue(), test, untaught ? both : calibration);
            }
        }
        return gathering.report();
    }

    private Near near(Trial trial) {
        return Near.of(trial, labels, questions, settings.spoken(), settings.cosineMin());
    }

    private Map<String, Way> ways(List<Near> training) {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put(STATIC, Way.NEAREST);
        ways.put("control: cosine and density", Control.train(training));
        entries.given().forEach((name, verifier) -> ways.put(name, Way.of(verifier, questions)));
        entries.crossEncoder().ifPresent(cross -> ways.put("cross-encoder", Way.of(cross, questions)));
        if (entries.train() && Learning.canLearn(training)) {
            LightScorer light = Learning.train(entries.embedder(), training, questions, labels::group);
            ways.put(TRAINED, Way.of(light, questions));
            entries.crossEncoder()
                    .ifPresent(cross -> ways.put(
                            TRAINED + ", with cross-encoder", Way.of(new BlendedVerifier(light, cross), questions)));
        }
        return ways;
    }

    private void measure(Gathering gathering, String name, Way way, Near test, List<Near> calibration) {
        for (boolean guarded : new boolean[] {false, true}) {
            Judged[] runs =
                    calibration.stream().map(near -> way.best(near, guarded)).toArray(Judged[]::new);
            Judged all = Judged.all(runs);
            Threshold threshold = Calibration.of(
                    all.scores(),
                    all.right(),
                    Arrays.stream(all.asked()).map(labels::component).toArray(),
                    settings.maxWrong(),
                    settings.confidence());
            Judged judged = way.best(test, guarded);
            Served frozen = switch (threshold) {
                case Threshold.At at -> judged.at(at.score());
                case Threshold.CannotPromise _ -> Served.nothing(judged.asked().length);
            };
            gathering.add(
                    name,
                    guarded,
                    judged,
                    new Entrant.OfSplit(threshold, frozen, judged.inHindsight(settings.maxWrong())));
        }
    }
}

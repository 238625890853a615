package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.verify.BlendedVerifier;
import dev.edgewise.cache.semantic.verify.Calibration;
import dev.edgewise.cache.semantic.verify.Threshold;
import dev.edgewise.cache.semantic.verify.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
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
 * learns nothing is set on all of those, and that of a scorer trained here on all of them in turn.
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
    /** What the runs find; a run may take part in several splits. */
    private final IdentityHashMap<Trial, Near> found = new IdentityHashMap<>();

    private final Ways ways;
    private final Map<String, Way> given = new LinkedHashMap<>();
    private final Optional<Way> crossEncoder;

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
        ways = new Ways(entries.embedder(), questions, labels::group);
        entries.given().forEach((name, verifier) -> given.put(name, Way.of(verifier, questions)));
        crossEncoder = entries.crossEncoder().map(verifier -> Way.of(verifier, questions));
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
            progress.accept("run " + number + " of " + settings.splits().size());
            Near test = near(split.test());
            List<Near> calibration =
                    split.calibration().stream().map(this::near).toList();
            List<Near> training = split.training().stream().map(this::near).toList();
            gathering.begin(split.test(), test);
            List<List<Near>> parts = split.parts().stream()
                    .map(part -> part.stream().map(this::near).toList())
                    .toList();
            contestants(calibration, training, parts)
                    .forEach((name, contestant) -> measure(gathering, name, contestant, test));
        }
        return gathering.report();
    }

    private Near near(Trial trial) {
        return found.computeIfAbsent(
                trial, fresh -> Near.of(fresh, labels, questions, settings.spoken(), settings.cosineMin()));
    }

    /**
     * A way of choosing, and the runs that set its threshold.
     *
     * @param calibration each with a way like this one that has learned nothing of it
     */
    private record Contestant(Way way, List<Seen> calibration) {
        static Contestant of(Way way, List<Near> calibration) {
            return new Contestant(
                    way, calibration.stream().map(run -> new Seen(run, way)).toList());
        }
    }

    private record Seen(Near run, Way way) {}

    private Map<String, Contestant> contestants(List<Near> calibration, List<Near> training, List<List<Near>> parts) {
        Map<String, Contestant> all = new LinkedHashMap<>();
        // What has learned nothing of the training runs may be calibrated on them too.
        List<Near> both = both(calibration, training);
        all.put(STATIC, Contestant.of(Way.NEAREST, both));
        all.put("control: cosine and density", Contestant.of(Control.train(training), calibration));
        given.forEach((name, way) -> all.put(name, Contestant.of(way, both)));
        crossEncoder.ifPresent(cross -> all.put("cross-encoder", Contestant.of(cross, calibration)));
        if (entries.train() && Learning.canLearn(training)) {
            all.put(
                    TRAINED,
                    trained(parts).orElseGet(() -> Contestant.of(ways.of(ways.learned(training)), calibration)));
            entries.crossEncoder()
                    .ifPresent(cross -> all.put(
                            TRAINED + ", with cross-encoder",
                            Contestant.of(
                                    Way.of(new BlendedVerifier(ways.learned(training), cross), questions),
                                    calibration)));
        }
        return all;
    }

    /**
     * A light scorer that learned from all parts, with a threshold from all: each is judged by a scorer that learned from
     * the others (as in cross-conformal prediction, Vovk, 2015). Empty where some are too few to learn from.
     */
    private Optional<Contestant> trained(List<List<Near>> parts) {
        List<Seen> seen = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            List<List<Near>> rest = new ArrayList<>(parts);
            rest.remove(part);
            List<Near> others = rest.stream().flatMap(List::stream).toList();
            if (!Learning.canLearn(others)) {
                return Optional.empty();
            }
            seen.addAll(Contestant.of(ways.of(ways.learned(others)), parts.get(part))
                    .calibration());
        }
        List<Near> all = parts.stream().flatMap(List::stream).toList();
        return Optional.of(new Contestant(ways.of(ways.learned(all)), seen));
    }

    private static List<Near> both(List<Near> some, List<Near> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private void measure(Gathering gathering, String name, Contestant contestant, Near test) {
        for (boolean guarded : new boolean[] {false, true}) {
            Judged all = Judged.all(contestant.calibration().stream()
                    .map(seen -> ways.best(seen.way(), seen.run(), guarded))
                    .toArray(Judged[]::new));
            Threshold threshold = Calibration.of(
                    all.scores(),
                    all.right(),
                    Arrays.stream(all.asked()).map(labels::component).toArray(),
                    settings.maxWrong(),
                    settings.confidence());
            Judged judged = ways.best(contestant.way(), test, guarded);
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

package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.eval.LabelledQuestions.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Questions parted by what any pair joins, so that nothing is known at the test of what was trained or calibrated on.
 *
 * @param test the run that is judged
 * @param calibration runs like it, on which thresholds are set
 * @param training runs like it, from which a scorer may learn
 * @param parts those from which a scorer learns that is judged here, in parts: each of them is judged by one that learned
 *     from the others, which sets its threshold
 */
public record Split(Trial test, List<Trial> calibration, List<Trial> training, List<List<Trial>> parts) {
    /** Parts of the runs of a file that are judged in turn. */
    private static final int PARTS_IN_TURN = 4;

    /** Most calibration runs; the rest is for training. */
    private static final int CALIBRATION_MAX = 4;

    /** How often the stored wordings of intents are drawn anew, to have more pairs to learn from and calibrate on. */
    private static final int DRAWS = 4;

    /** One to judge, one to calibrate, one to train. */
    private static final int TRIALS_MIN = 3;

    private static Split of(Trial test, List<Trial> calibration, List<Trial> training) {
        List<List<Trial>> parts = new ArrayList<>(List.of(calibration));
        for (int from = 0; from < training.size(); from += calibration.size()) {
            parts.add(training.subList(from, Math.min(training.size(), from + calibration.size())));
        }
        return new Split(test, calibration, training, parts);
    }

    /** All runs. */
    public Stream<Trial> trials() {
        return Stream.concat(Stream.of(test), Stream.concat(calibration.stream(), training.stream()));
    }

    /**
     * Each of the runs judged in turn, with as many of the next ones to calibrate on, and the rest to learn from. A scorer
     * learns from the parts that the judged run is not in: runs of one part share theirs, so that few are trained. For
     * pairs only: the runs of intents ask about the same things.
     */
    public List<Split> inTurn() {
        List<Trial> all = trials().toList();
        List<List<Trial>> blocks = new ArrayList<>();
        int count = Math.min(PARTS_IN_TURN, all.size());
        for (int block = 0; block < count; block++) {
            blocks.add(all.subList(block * all.size() / count, (block + 1) * all.size() / count));
        }
        List<Split> turns = new ArrayList<>();
        for (int first = 0; first < all.size(); first++) {
            List<Trial> turned = new ArrayList<>(all.subList(first, all.size()));
            turned.addAll(all.subList(0, first));
            int others = 1 + calibration.size();
            Trial judged = turned.getFirst();
            turns.add(new Split(
                    judged,
                    turned.subList(1, others),
                    turned.subList(others, turned.size()),
                    blocks.stream().filter(block -> !block.contains(judged)).toList()));
        }
        return turns;
    }

    /** Without the texts that are left out. */
    public Split only(IntPredicate kept) {
        // Each run once: what takes part in several lists stays one.
        IdentityHashMap<Trial, Trial> left = new IdentityHashMap<>();
        UnaryOperator<Trial> cut = trial -> left.computeIfAbsent(trial, whole -> whole.only(kept));
        return new Split(
                cut.apply(test),
                calibration.stream().map(cut).toList(),
                training.stream().map(cut).toList(),
                parts.stream().map(part -> part.stream().map(cut).toList()).toList());
    }

    /** All of a file as runs to learn from; intents several times, with other wordings stored. */
    public static List<Trial> toLearn(LabelledQuestions questions, Settings settings) {
        List<Trial> all = new ArrayList<>();
        for (int draw = 0; draw < (questions.intents() ? DRAWS : 1); draw++) {
            if (questions.intents()) {
                all.add(wordings(shuffled(questions, 0), settings, draw));
            } else {
                all.addAll(runs(questions, settings, draw));
            }
        }
        return all;
    }

    /** Runs over all intents of a file, each with another part of them stored. */
    public static List<Trial> drawn(LabelledQuestions intents, Settings settings, int count) {
        return IntStream.range(0, count)
                .mapToObj(draw -> wordings(shuffled(intents, draw), settings, draw))
                .toList();
    }

    /**
     * All of a file in two halves of which none knows what the other asks about.
     *
     * @throws IllegalArgumentException if there are too few pairs for two
     */
    public static List<List<Trial>> halves(LabelledQuestions questions, Settings settings) {
        List<List<Row>> groups = shuffled(questions, 0);
        if (!questions.intents()) {
            List<Trial> runs = severalRuns(questions, settings);
            return List.of(runs.subList(0, runs.size() / 2), runs.subList(runs.size() / 2, runs.size()));
        }
        int half = groups.size() / 2;
        return List.of(
                draws(groups.subList(0, half), settings, 0), draws(groups.subList(half, groups.size()), settings, 0));
    }

    /**
     * How to split.
     *
     * @param stored questions that a run holds
     * @param asked questions asked in a run
     * @param known for files of intents: what part of the intents that are asked about has a stored wording
     */
    public record Settings(int stored, int asked, double known) {
        /** @throws IllegalArgumentException if nothing were stored or asked */
        public Settings {
            if (stored < 1 || asked < 1 || !(known > 0 && known <= 1)) {
                throw new IllegalArgumentException(
                        "a run stores and asks 1 question at least, and knows a part of the intents from above 0 to 1");
            }
        }
    }

    /**
     * The splits of a file: the same for the same settings.
     *
     * @throws IllegalArgumentException if there are too few pairs for runs of that size
     */
    public static List<Split> of(LabelledQuestions questions, Settings settings, int splits) {
        List<Split> all = new ArrayList<>();
        for (int i = 0; i < splits; i++) {
            all.add(questions.intents() ? ofIntents(questions, settings, i) : ofPairs(questions, settings, i));
        }
        return all;
    }

    private static Split ofPairs(LabelledQuestions questions, Settings settings, int seed) {
        List<Trial> trials = runs(questions, settings, seed);
        if (trials.size() < TRIALS_MIN) {
            throw new IllegalArgumentException(questions.rows().size() + " pairs make " + trials.size() + " runs of "
                    + settings.stored() + " stored and " + settings.asked() + " asked, and it takes " + TRIALS_MIN
                    + ": store and ask fewer, or give more pairs");
        }
        int calibration = Math.clamp((trials.size() - 1) / 3, 1, CALIBRATION_MAX);
        return of(
                trials.getFirst(), trials.subList(1, 1 + calibration), trials.subList(1 + calibration, trials.size()));
    }

    /** All pairs as full runs; where those are few, what is left over as one more. */
    private static List<Trial> runs(LabelledQuestions questions, Settings settings, int seed) {
        List<Trial> trials = new ArrayList<>();
        Filling open = new Filling(settings);
        for (List<Row> group : shuffled(questions, seed)) {
            group.forEach(open::add);
            if (open.full()) {
                trials.add(open.trial());
                open = new Filling(settings);
            }
        }
        if (trials.size() < TRIALS_MIN && !open.empty()) {
            trials.add(open.trial());
        }
        return trials;
    }

    /** Two runs at least, smaller ones where there are too few pairs. */
    private static List<Trial> severalRuns(LabelledQuestions questions, Settings settings) {
        List<Trial> trials = runs(questions, settings, 0);
        Settings smaller = settings;
        while (trials.size() < 2) {
            if (smaller.stored() == 1 || smaller.asked() == 1) {
                throw new IllegalArgumentException(
                        questions.rows().size() + " pairs, of which no two halves can be made: give more");
            }
            smaller = new Settings(smaller.stored() / 2, smaller.asked() / 2, smaller.known());
            trials = runs(questions, smaller, 0);
        }
        return trials;
    }

    /** A run that grows pair by pair: one of the pair is stored, the other asked; nothing is both. */
    private static final class Filling {
        private final Settings settings;
        private final Set<Integer> stored = new LinkedHashSet<>();
        private final Set<Integer> asked = new LinkedHashSet<>();
        private int exact;

        Filling(Settings settings) {
            this.settings = settings;
        }

        void add(Row row) {
            if (stored.size() < settings.stored() && !asked.contains(row.one())) {
                stored.add(row.one());
            }
            if (asked.size() < settings.asked()) {
                if (stored.contains(row.other())) {
                    exact++;
                } else {
                    asked.add(row.other());
                }
            }
        }

        boolean full() {
            return stored.size() >= settings.stored() && asked.size() >= settings.asked();
        }

        boolean empty() {
            return stored.isEmpty() || asked.isEmpty();
        }

        Trial trial() {
            return new Trial(ints(stored), ints(asked), exact);
        }
    }

    /** The rows of each connected set, in an order that the seed decides. */
    private static List<List<Row>> shuffled(LabelledQuestions questions, int seed) {
        Map<Integer, List<Row>> groups = new HashMap<>();
        for (Row row : questions.rows()) {
            groups.computeIfAbsent(questions.component(row.one()), _ -> new ArrayList<>())
                    .add(row);
        }
        List<List<Row>> order = new ArrayList<>(groups.values());
        order.sort((a, b) -> Integer.compare(a.getFirst().one(), b.getFirst().one()));
        Collections.shuffle(order, new Random(1000L + seed));
        return order;
    }

    private static Split ofIntents(LabelledQuestions questions, Settings settings, int seed) {
        List<List<Row>> groups = shuffled(questions, seed);
        // Thirds: thresholds hold for as many stored questions as they were set with.
        int third = Math.max(1, groups.size() / 3);
        return of(
                wordings(groups.subList(0, third), settings, seed),
                draws(groups.subList(third, 2 * third), settings, seed),
                draws(groups.subList(2 * third, groups.size()), settings, seed));
    }

    private static List<Trial> draws(List<List<Row>> groups, Settings settings, int seed) {
        return IntStream.range(0, DRAWS)
                .mapToObj(draw -> wordings(groups, settings, seed + draw))
                .toList();
    }

    /** One wording of each intent is stored, or of a part of them; the others are asked. */
    private static Trial wordings(List<List<Row>> groups, Settings settings, int seed) {
        Random random = new Random(77L + seed);
        Set<Integer> stored = new LinkedHashSet<>();
        List<Integer> asked = new ArrayList<>();
        int at = 0;
        for (List<Row> group : groups) {
            List<Integer> texts = new ArrayList<>(
                    new LinkedHashSet<>(group.stream().map(Row::other).toList()));
            Collections.shuffle(texts, random);
            if (at++ < settings.known() * groups.size() && stored.size() < settings.stored()) {
                stored.add(texts.removeFirst());
            }
            asked.addAll(texts);
        }
        Collections.shuffle(asked, random);
        return new Trial(ints(stored), ints(asked.subList(0, Math.min(asked.size(), settings.asked()))), 0);
    }

    private static int[] ints(Iterable<Integer> numbers) {
        List<Integer> list = new ArrayList<>();
        numbers.forEach(list::add);
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}

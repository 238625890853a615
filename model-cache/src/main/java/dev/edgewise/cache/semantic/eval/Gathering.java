package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.verify.Proportion;
import dev.edgewise.cache.semantic.verify.Threshold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Gathers the results of the splits. One thread. */
final class Gathering {
    /** Wrong answers shown to be read. */
    private static final int MISTAKES = 50;

    private final IntFunction<Question> questions;
    private final Map<Entry, List<Entrant.OfSplit>> results = new LinkedHashMap<>();
    private final Map<Entry, List<Run>> runs = new LinkedHashMap<>();
    private final List<Near> tests = new ArrayList<>();
    private final BitSet different = new BitSet();
    private long asked;
    private long exact;
    private long reachable;

    private record Entry(String name, boolean guarded) {}

    /**
     * One entrant's choices in one split.
     *
     * @param threshold infinite where none can be promised
     */
    private record Run(Judged judged, double threshold) {}

    Gathering(IntFunction<Question> questions) {
        this.questions = questions;
    }

    void begin(Trial trial, Near test) {
        tests.add(test);
        asked += trial.asked().length;
        Arrays.stream(trial.asked()).forEach(different::set);
        exact += trial.exact();
        reachable += test.candidates().stream()
                .filter(candidates -> candidates.stream().anyMatch(Candidate::right))
                .count();
    }

    void add(String name, boolean guarded, Judged judged, Entrant.OfSplit result) {
        Entry entry = new Entry(name, guarded);
        results.computeIfAbsent(entry, _ -> new ArrayList<>()).add(result);
        double threshold = switch (result.threshold()) {
            case Threshold.At at -> at.score();
            case Threshold.CannotPromise _ -> Double.POSITIVE_INFINITY;
        };
        runs.computeIfAbsent(entry, _ -> new ArrayList<>()).add(new Run(judged, threshold));
    }

    EvalReport report() {
        Entry last = new ArrayList<>(results.keySet()).getLast();
        List<Entrant> entrants = new ArrayList<>();
        results.forEach((entry, splits) -> entrants.add(new Entrant(entry.name(), entry.guarded(), splits)));
        return new EvalReport(
                tests.size(),
                asked,
                different.cardinality(),
                new Proportion(exact, asked + exact),
                new Proportion(reachable, asked),
                entrants,
                last.name(),
                slices(last),
                guards(new Entry(last.name(), false)),
                mistakes(last));
    }

    private Map<String, Served> slices(Entry entry) {
        Map<String, Served> slices = new TreeMap<>();
        for (Run run : runs.getOrDefault(entry, List.of())) {
            Judged judged = run.judged();
            for (int i = 0; i < judged.asked().length; i++) {
                Question question = questions.apply(judged.asked()[i]);
                boolean served = judged.scores()[i] >= run.threshold();
                Served one = new Served(
                        new Proportion(served ? 1 : 0, 1), new Proportion(served && !judged.right()[i] ? 1 : 0, 1));
                slices.merge("language " + question.language(), one, Served::plus);
                for (Slice slice : Slice.values()) {
                    if (slice.has(question)) {
                        slices.merge(slice.wire(), one, Served::plus);
                    }
                }
            }
        }
        return slices;
    }

    /** What each guard refuses among the nearest candidates, and what of that would have been served otherwise. */
    private Map<GuardRule, EvalReport.OfGuard> guards(Entry unguarded) {
        Map<GuardRule, EvalReport.OfGuard> guards = new EnumMap<>(GuardRule.class);
        List<Run> choices = runs.getOrDefault(unguarded, List.of());
        for (int t = 0; t < tests.size(); t++) {
            Near near = tests.get(t);
            Run run = choices.get(t);
            for (int i = 0; i < near.asked().length; i++) {
                List<Candidate> candidates = near.candidates().get(i);
                for (int k = 0; k < candidates.size(); k++) {
                    Candidate candidate = candidates.get(k);
                    if (candidate.refused() == null) {
                        continue;
                    }
                    boolean chosen = run.judged().stored()[i] == candidate.stored()
                            && run.judged().scores()[i] >= run.threshold();
                    if (k > 0 && !chosen) {
                        continue;
                    }
                    guards.merge(candidate.refused(), ofGuard(candidate.right(), k == 0, chosen), Gathering::plus);
                }
            }
        }
        return guards;
    }

    private static EvalReport.OfGuard ofGuard(boolean right, boolean nearest, boolean chosen) {
        return new EvalReport.OfGuard(
                right && nearest ? 1 : 0, !right && nearest ? 1 : 0, right && chosen ? 1 : 0, !right && chosen ? 1 : 0);
    }

    private static EvalReport.OfGuard plus(EvalReport.OfGuard a, EvalReport.OfGuard b) {
        return new EvalReport.OfGuard(
                a.right() + b.right(),
                a.wrong() + b.wrong(),
                a.rightServed() + b.rightServed(),
                a.wrongServed() + b.wrongServed());
    }

    private List<EvalReport.Mistake> mistakes(Entry entry) {
        List<EvalReport.Mistake> all = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        for (Run run : runs.getOrDefault(entry, List.of())) {
            Judged judged = run.judged();
            for (int i = 0; i < judged.asked().length; i++) {
                if (!judged.right()[i] && judged.stored()[i] >= 0) {
                    all.add(new EvalReport.Mistake(
                            judged.scores()[i],
                            judged.scores()[i] >= run.threshold(),
                            questions.apply(judged.asked()[i]).text(),
                            questions.apply(judged.stored()[i]).text()));
                }
            }
        }
        all.sort(Comparator.comparingDouble(EvalReport.Mistake::score).reversed());
        all.removeIf(mistake -> !seen.add(List.of(mistake.asked(), mistake.stored())));
        return all.subList(0, Math.min(MISTAKES, all.size()));
    }
}

package dev.edgewise.cache.pinned;

import dev.edgewise.cache.semantic.ask.SameWords;
import dev.edgewise.cache.semantic.guard.Guards;
import dev.edgewise.cache.semantic.language.Languages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All answers that the operator wrote, found by question. Immutable; any thread. */
public final class PinnedAnswers {
    /** None. */
    public static final PinnedAnswers NONE = new PinnedAnswers(List.of());

    private final List<PinnedAnswer> all;
    private final List<PinnedAnswer> byMeaning;
    private final Map<String, List<Wording>> byQuestion = new HashMap<>();
    private final int charsMax;
    private volatile Span span = new Span(0, 0, 0);

    /** One question of an answer, as the operator wrote it. */
    private record Wording(String question, PinnedAnswer answer) {}

    /** A mark and the time for which it is the right one. */
    private record Span(long mark, long fromEpochMs, long untilEpochMs) {}

    private PinnedAnswers(Collection<PinnedAnswer> answers) {
        all = List.copyOf(answers);
        byMeaning = all.stream().filter(answer -> answer.byMeaning() != null).toList();
        int longest = 0;
        for (PinnedAnswer answer : all) {
            for (String question : answer.questions()) {
                byQuestion
                        .computeIfAbsent(SameWords.folded(question), first -> new ArrayList<>())
                        .add(new Wording(question, answer));
                longest = Math.max(longest, question.length());
            }
        }
        // Blanks and marks may make what is asked longer than what is written here.
        charsMax = 4 * longest + 64;
    }

    /** Those answers; of several that fit a request, the first counts. */
    public static PinnedAnswers of(Collection<PinnedAnswer> answers) {
        return answers.isEmpty() ? NONE : new PinnedAnswers(answers);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** All of them, in their order. */
    public List<PinnedAnswer> all() {
        return all;
    }

    /** A text of more characters is none of the questions. */
    public int charsMax() {
        return charsMax;
    }

    /**
     * The answer to a question, or null when none is pinned. Case, blanks and the mark at the end do not count, except
     * where they make it another question ({@link Guards#toldApartAsWritten}).
     *
     * @param region the caller's country
     * @param tenant whose caller asks
     * @param model the name asked for
     */
    public @Nullable PinnedAnswer find(String question, String region, String tenant, String model, long nowEpochMs) {
        if (all.isEmpty() || question.length() > charsMax) {
            return null;
        }
        for (Wording wording : byQuestion.getOrDefault(SameWords.folded(question), List.of())) {
            PinnedAnswer answer = wording.answer();
            if (answer.holds(nowEpochMs)
                    && !Guards.toldApartAsWritten(question, wording.question())
                    && answer.isFor(region, tenant, model)
                    // Telling a language costs more than the rest: only where somebody wants to know.
                    && (answer.languages().isEmpty() || answer.isIn(Languages.detect(question), true))) {
                return answer;
            }
        }
        return null;
    }

    /** Those that are for questions in other words too, in their order. */
    public List<PinnedAnswer> byMeaning() {
        return byMeaning;
    }

    /** Whether any of them may be for a question in other words that this caller asks now. */
    public boolean anyByMeaning(String region, String tenant, String model, long nowEpochMs) {
        for (PinnedAnswer answer : byMeaning) {
            if (answer.holds(nowEpochMs) && answer.isFor(region, tenant, model)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of {@link #byMeaning} may be for a question in other words that this caller asks now in that language. */
    public static boolean fits(
            PinnedAnswer answer, String region, String tenant, String model, String language, long nowEpochMs) {
        return answer.holds(nowEpochMs) && answer.isFor(region, tenant, model) && answer.isIn(language, false);
    }

    /**
     * A number that differs before and after each moment at which one of the answers begins or ceases to hold, and between
     * different sets of answers: what was found without reading a question is found anew when it changes.
     */
    public long mark(long nowEpochMs) {
        Span known = span;
        if (nowEpochMs < known.fromEpochMs || nowEpochMs >= known.untilEpochMs) {
            known = spanAt(nowEpochMs);
            span = known;
        }
        return known.mark;
    }

    private Span spanAt(long nowEpochMs) {
        long from = Long.MIN_VALUE;
        long until = Long.MAX_VALUE;
        long mark = all.hashCode();
        for (PinnedAnswer answer : all) {
            mark = 31 * mark + (answer.holds(nowEpochMs) ? 1 : 0);
            for (long change : new long[] {answer.fromEpochMs(), answer.untilEpochMs()}) {
                if (change <= nowEpochMs) {
                    from = Math.max(from, change);
                } else {
                    until = Math.min(until, change);
                }
            }
        }
        return new Span(mark, from, until);
    }
}

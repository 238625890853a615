package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.cache.pinned.PinnedAnswers;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.cache.semantic.tier.Standing;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.Priority;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The questions of the operator's answers, read once for all requests: their language, vectors and marks. They are read in the
 * background when answers or embedder change; what was read before is kept.
 *
 * <p>Threads: any. {@link #of} never waits.
 */
final class PinnedQuestions {
    private static final System.Logger LOG = System.getLogger(PinnedQuestions.class.getName());

    /** How long the embedder may take for one of them. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);

    /** An embedder that fails is not asked again sooner. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final QuestionReader reader;
    private final NodeClock clock;
    private final AtomicReference<Prepared> prepared = new AtomicReference<>(Prepared.NOTHING);
    private final AtomicReference<@Nullable Rules> wanted = new AtomicReference<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile long notBeforeNanos;

    /** One of the operator's questions, and the answer it belongs to. */
    record Row(PinnedAnswer answer, Standing standing) {}

    /**
     * What was read.
     *
     * @param answers whose questions these are
     * @param comparing how they were read; null: nothing was
     */
    private record Prepared(
            PinnedAnswers answers, Rules.@Nullable Comparing comparing, List<Row> rows, Map<String, Question> byText) {
        static final Prepared NOTHING = new Prepared(PinnedAnswers.NONE, null, List.of(), Map.of());

        boolean isFor(Rules rules) {
            return answers == rules.pinned()
                    && rules.comparing() != null
                    && rules.comparing().equals(comparing);
        }
    }

    PinnedQuestions(QuestionReader reader, NodeClock clock) {
        this.reader = reader;
        this.clock = clock;
        this.notBeforeNanos = clock.nowNanos();
    }

    /** Has the questions of these rules read, if they are not: from now on they are the ones in force. */
    void follow(Rules rules) {
        if (rules.comparing() == null || rules.pinned().byMeaning().isEmpty()) {
            wanted.set(null);
            prepared.set(Prepared.NOTHING);
            return;
        }
        wanted.set(rules);
        notBeforeNanos = clock.nowNanos();
        begin();
    }

    /** The questions of those rules; null while they are not all read. */
    @Nullable
    List<Row> of(Rules rules) {
        Prepared now = prepared.get();
        if (now.isFor(rules)) {
            return now.rows();
        }
        begin();
        return null;
    }

    /** How many questions are read and compared now. */
    int ready() {
        return prepared.get().rows().size();
    }

    private void begin() {
        Rules next = wanted.get();
        if (next != null
                && !prepared.get().isFor(next)
                && clock.nowNanos() - notBeforeNanos >= 0
                && reading.compareAndSet(false, true)) {
            Aside.start("edgewise-pinned", this::run);
        }
    }

    private void run() {
        try {
            for (Rules next = wanted.get(); next != null && !prepared.get().isFor(next); next = wanted.get()) {
                Prepared made = read(next);
                if (made == null) {
                    notBeforeNanos = clock.nowNanos() + PAUSE.toNanos();
                    return;
                }
                prepared.set(made);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable bug) {
            notBeforeNanos = clock.nowNanos() + PAUSE.toNanos();
            LOG.log(Level.ERROR, "the questions of pinned answers could not be read", bug);
        } finally {
            reading.set(false);
        }
    }

    /** All questions of those rules; null when the embedder does not read them. */
    private @Nullable Prepared read(Rules rules) throws InterruptedException {
        Rules.Comparing comparing = rules.comparing();
        if (comparing == null) {
            return Prepared.NOTHING;
        }
        Prepared before = prepared.get();
        Map<String, Question> known = comparing.equals(before.comparing()) ? before.byText() : Map.of();
        Map<String, Question> byText = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        int unspoken = 0;
        for (PinnedAnswer answer : rules.pinned().byMeaning()) {
            PinnedAnswer.ByMeaning how = answer.byMeaning();
            if (how == null) {
                continue;
            }
            for (String text : answer.questions()) {
                Question question = known.getOrDefault(text, byText.get(text));
                if (question == null) {
                    switch (reader.read(comparing, text, clock.nowNanos() + WAIT_MAX.toNanos(), Priority.BACKGROUND)) {
                        case QuestionReader.Read.Done done -> question = done.question();
                        case QuestionReader.Read.Not(NotAsked why) -> {
                            if (why != NotAsked.LANGUAGE) {
                                LOG.log(Level.WARNING, "questions of pinned answers wait for the embedder: {0}", why);
                                return null;
                            }
                            unspoken++;
                            continue;
                        }
                    }
                }
                byText.put(text, question);
                rows.add(new Row(answer, new Standing(question, how.similarityMin())));
            }
        }
        if (unspoken > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} questions of pinned answers are in a language that {1} does not speak: only the same words get their answers",
                    unspoken,
                    comparing.embedder().value());
        }
        return new Prepared(rules.pinned(), comparing, List.copyOf(rows), Map.copyOf(byText));
    }
}

package dev.edgewise.inference.generate;

import dev.edgewise.inference.Delta;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.FinishReason;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TokenLogprob;
import dev.edgewise.inference.grammar.GrammarState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** One choice of a job while it is being written. The decoder's thread only. */
final class Sequence {
    /**
     * Places of a grammar that may be looked at for one token. Then only tokens of a single byte are tried: one of them fits
     * wherever any does, and other texts must not wait for what a caller's schema costs.
     */
    private static final long GRAMMAR_STEPS_MAX = 500_000;

    private final GenerationJob job;
    private final PreparedWork work;
    private final int index;
    private final Vocabulary vocabulary;
    private final Scratch scratch;
    private final Sampler sampler;
    private final Penalties penalties;
    private final Writer writer;
    private final Transcript transcript = new Transcript();
    private final List<TokenLogprob> reports = new ArrayList<>();
    private final IntPredicate allowed;
    private @Nullable GrammarState grammar;
    private long grammarSteps;

    /** Tokens of the prompt that the slot's memory holds. */
    int promptRead;

    /** Of these, tokens that were there already, or were copied. */
    int reused;

    /** The token to be read next; only once the prompt is read. */
    int next;

    private boolean finished;

    Sequence(GenerationJob job, PreparedWork work, int index, Vocabulary vocabulary, Scratch scratch, long seed) {
        this.job = job;
        this.work = work;
        this.index = index;
        this.vocabulary = vocabulary;
        this.scratch = scratch;
        Sampling sampling = work.work().sampling();
        this.sampler = new Sampler(sampling, new SplittableRandom(seed), scratch.candidates, scratch.weights);
        this.penalties = new Penalties(sampling, work.prompt().ids(), scratch.logits.length);
        this.writer = new Writer(work, index, vocabulary);
        this.grammar = work.grammar().map(rules -> rules.start()).orElse(null);
        this.allowed = grammar == null ? id -> true : this::fits;
    }

    GenerationJob job() {
        return job;
    }

    TokenList prompt() {
        return work.prompt();
    }

    boolean promptIsRead() {
        return promptRead == work.prompt().size();
    }

    boolean finished() {
        return finished;
    }

    /** Tokens it may still write. */
    int tokensLeft() {
        return work.tokensMax() - transcript.tokens();
    }

    /** Chooses the next token from the logits in the scratch, and writes it. */
    void write() {
        float[] logits = scratch.logits;
        LogitStats stats = LogitStats.of(logits, scratch.weights);
        if (Double.isNaN(stats.logTotal())) {
            throw new IllegalStateException("the model's distribution has values that are no numbers");
        }
        grammarSteps = grammar == null ? 0 : grammar.steps();
        int id = choose(logits, stats);
        if (id < 0) {
            // The grammar is at an end that only the end of the text can follow.
            end(FinishReason.STOP, "", List.of());
            return;
        }
        penalties.wrote(id);
        transcript.add(stats.logprob(logits[id]), stats);
        job.wrote();
        if (vocabulary.ends().contains(id)) {
            end(FinishReason.STOP, "", List.of());
            return;
        }
        List<TokenLogprob> report = report(id, logits, stats);
        String shown = writer.add(id);
        if (grammar != null) {
            grammar = grammar.accept(vocabulary.bytes(), vocabulary.begin(id), vocabulary.end(id));
        }
        if (writer.stopped() || (grammar != null && grammar.over())) {
            end(FinishReason.STOP, shown, report);
        } else if (transcript.tokens() == work.tokensMax()) {
            end(FinishReason.LENGTH, shown, report);
        } else {
            next = id;
            if (!shown.isEmpty() || !report.isEmpty()) {
                tell(new Delta(index, shown, List.of(), report, Optional.empty()));
            }
        }
    }

    private int choose(float[] logits, LogitStats stats) {
        if (penalties.none() && work.work().sampling().temperature() == 0) {
            return sampler.choose(logits, stats.best(), allowed);
        }
        float[] changed = scratch.changed;
        System.arraycopy(logits, 0, changed, 0, logits.length);
        penalties.apply(changed);
        int best = penalties.none() ? stats.best() : LogitStats.best(changed);
        return sampler.choose(changed, best, allowed);
    }

    private boolean fits(int id) {
        GrammarState state = grammar;
        if (state == null) {
            return false;
        }
        if (vocabulary.ends().contains(id)) {
            return state.complete();
        }
        int begin = vocabulary.begin(id);
        int end = vocabulary.end(id);
        boolean affordable = end - begin == 1 || state.steps() - grammarSteps <= GRAMMAR_STEPS_MAX;
        return end > begin
                && affordable
                && !vocabulary.special(id)
                && state.accept(vocabulary.bytes(), begin, end) != null;
    }

    private List<TokenLogprob> report(int id, float[] logits, LogitStats stats) {
        OptionalInt alternatives = work.work().logprobs();
        if (alternatives.isEmpty()) {
            return List.of();
        }
        TokenLogprob report = scratch.reports.report(id, logits, stats, alternatives.getAsInt());
        reports.add(report);
        return List.of(report);
    }

    private void end(FinishReason reason, String shown, List<TokenLogprob> lastReports) {
        finished = true;
        Writer.End end = writer.end(reason, shown, lastReports, reports, transcript, job.id() + index);
        tell(end.delta());
        job.complete(index, end.choice());
    }

    private void tell(Delta delta) {
        if (!work.work().listener().equals(DeltaListener.NONE)) {
            job.outbox().put(delta);
        }
    }
}

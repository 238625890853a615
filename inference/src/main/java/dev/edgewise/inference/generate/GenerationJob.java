package dev.edgewise.inference.generate;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.GeneratedChoice;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.ReuseScope;
import dev.edgewise.inference.Usage;
import dev.edgewise.inference.schedule.Waiting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One caller's work on its way through a {@link Generator}. */
final class GenerationJob implements Waiting {
    private final Generate work;
    private final long number;
    private final Deadline deadline;
    private final Priority priority;
    private final ReuseScope scope;
    private long waitsSinceNanos;
    private int round;
    private final Outbox outbox;
    private volatile boolean over;
    private volatile long writtenTokens;
    private volatile long readTokens;
    private volatile long promptTokens;
    private volatile long reusedTokens;

    /** Next choice to be given a slot; under the generator's lock. */
    int choicesBegun;

    /** Guess at the tokens that it will cost, prompt tokens weighed less; under the generator's lock. */
    long tokensGuessed;

    GenerationJob(Generate work, long number, Call call, long nowNanos) {
        this.work = work;
        this.number = number;
        this.deadline = call.deadline();
        this.priority = call.priority();
        this.scope = call.scope();
        this.waitsSinceNanos = nowNanos;
        this.outbox = new Outbox(work.choices());
    }

    Generate work() {
        return work;
    }

    @Override
    public Priority priority() {
        return priority;
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    @Override
    public long waitsSinceNanos() {
        return waitsSinceNanos;
    }

    @Override
    public void waitsSince(long nanos) {
        waitsSinceNanos = nanos;
    }

    @Override
    public int round() {
        return round;
    }

    @Override
    public void round(int next) {
        round = next;
    }

    /** Whose earlier prompts it may go on from. */
    ReuseScope scope() {
        return scope;
    }

    /** Differs from that of every other job of this process. */
    String id() {
        return Long.toHexString(number) + "_";
    }

    Outbox outbox() {
        return outbox;
    }

    /** Whether nobody waits for it any more. */
    boolean over() {
        return over;
    }

    void fail(Fault fault, @Nullable Throwable cause) {
        over = true;
        outbox.fail(fault, cause);
    }

    void prepared(PreparedWork prepared) {
        promptTokens = prepared.prompt().size();
    }

    /** The decoder's thread only. */
    void reused(int tokens) {
        reusedTokens = Math.max(reusedTokens, tokens);
    }

    /** So many tokens of the prompt are read, or were already. The decoder's thread only. */
    void read(int tokens) {
        readTokens = Math.max(readTokens, tokens);
    }

    /** One more token of one of its choices. The decoder's thread only. */
    void wrote() {
        long before = writtenTokens;
        writtenTokens = before + 1;
    }

    /** The decoder's thread only. */
    void complete(int index, GeneratedChoice choice) {
        outbox.complete(index, choice);
    }

    /** What has been read and written so far. Any thread. */
    Usage used() {
        return new Usage(readTokens, writtenTokens);
    }

    Generated result() {
        over = true;
        List<GeneratedChoice> choices = new ArrayList<>();
        for (int i = 0; i < work.choices(); i++) {
            choices.add(outbox.choice(i));
        }
        return new Generated(choices, new Usage(promptTokens, writtenTokens), reusedTokens);
    }
}

package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.TokenStates;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One caller's inputs on their way through a {@link BatchScheduler}. The caller waits by {@link BatchScheduler#await}; the counters
 * belong to the scheduler and change under its lock only. Every request has one, so its fields are packed: 80 bytes.
 */
public final class RowJob implements Runnable, Waiting {
    /** English has about this many characters a token; only the guess before the tokenizer has spoken. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private static final int SPECIAL_TOKENS = 2;

    private static final Object ANSWERED = new Object();
    private static final TokenStates[] NONE = new TokenStates[0];
    private static final Priority[] PRIORITIES = Priority.values();
    private static final Wishes USUAL = new Wishes(RowNames.INPUTS, NONE);

    /** What few callers want otherwise. */
    private record Wishes(RowNames names, @Nullable TokenStates[] tokenStates) {}

    private final RowModel model;
    private final List<TextInput> inputs;
    private final Deadline deadline;
    private final float[] outputs;
    private Wishes wishes = USUAL;
    private String prompt = "";
    private long waitsSinceNanos;
    private int round;

    /** Its class, by number. */
    private byte priority = (byte) Priority.NORMAL.ordinal();

    /**
     * Null, or the thread that waits; in the end {@link #ANSWERED} or the {@link EngineException} that the caller gets. Changes under
     * this job's own lock.
     */
    private volatile @Nullable Object outcome;

    /** Who has it; null before. */
    private @Nullable BatchScheduler scheduler;

    /** Whether the scheduler counts it. */
    boolean queued;

    /** Next input to be cut into tokens. */
    int next;

    /** Rows without an answer. Who sees that there are none sees all the answers, whoever gave the last. */
    volatile int rowsLeft;

    /** This job's share of the scheduler's queue, in tokens. */
    int tokensQueued;

    /** Tokens read so far. */
    int tokensRead;

    /** Of these, the tokens of rows that a model was given before the job was over. Under this job's own lock. */
    private int tokensGiven;

    /** The only input's row, where its caller has cut it. */
    private @Nullable Row cutAtOnce;

    /**
     * A job ready to be submitted, once.
     *
     * @param inputs at least one
     */
    public RowJob(RowModel model, List<TextInput> inputs, Deadline deadline) {
        this(model, inputs, deadline, false);
    }

    /** The same, which also takes the states of the tokens where the model gives them. */
    public RowJob(RowModel model, List<TextInput> inputs, Deadline deadline, boolean tokenStates) {
        this.model = model;
        this.inputs = inputs;
        this.deadline = deadline;
        this.outputs = new float[inputs.size() * model.outputsPerRow()];
        if (tokenStates) {
            this.wishes = new Wishes(RowNames.INPUTS, new TokenStates[inputs.size()]);
        }
        this.rowsLeft = inputs.size();
    }

    /** Has refused inputs told so; before it is submitted. */
    public RowJob named(RowNames others) {
        wishes = new Wishes(others, wishes.tokenStates());
        return this;
    }

    /** Has something put before its texts, as {@link RowModel#tokens(String, TextInput)} does; before it is submitted. */
    public RowJob prompted(String before) {
        prompt = before;
        return this;
    }

    /** Has a class other than the normal one; before it is submitted. */
    public RowJob of(Priority other) {
        priority = (byte) other.ordinal();
        return this;
    }

    void submitted(BatchScheduler to) {
        scheduler = to;
    }

    @Override
    public void waitsSince(long nanos) {
        waitsSinceNanos = nanos;
    }

    /**
     * Takes it back, for a caller that no longer wants it: the listener of its call, which costs no other object. Any thread,
     * once it is submitted.
     */
    @Override
    public void run() {
        BatchScheduler known = scheduler;
        if (known != null) {
            known.withdraw(this, Fault.of(Fault.Kind.CANCELLED, "the caller withdrew the work"));
        }
    }

    Fault refused(int row, RowRefusedException why) {
        return wishes.names().refused(row, inputs.size(), why);
    }

    /**
     * Waits on this thread, and no other, until every row has its answer. Who gives it a deadline sees to it that it is
     * woken by {@link #wake()} when that passes.
     *
     * @param nanoTime the clock of the deadline
     * @return false when the deadline passes first: the job then goes on
     * @throws EngineException if a row never will have its answer
     * @throws InterruptedException if this thread is interrupted; the job then goes on
     */
    boolean await(LongSupplier nanoTime) throws EngineException, InterruptedException {
        waiting(Thread.currentThread());
        while (!over()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (deadline.passed(nanoTime.getAsLong())) {
                return false;
            }
            LockSupport.park(this);
        }
        if (outcome instanceof EngineException failed) {
            throw failed;
        }
        return true;
    }

    private synchronized void waiting(Thread caller) {
        if (!over()) {
            outcome = caller;
        }
    }

    /** The outputs, row after row. Complete after {@link BatchScheduler#await}. Not a copy. */
    public float[] outputs() {
        return outputs;
    }

    /** The states of each input's tokens; none where they were not asked for or the model has none. After {@link BatchScheduler#await}. */
    public List<TokenStates> tokenStates() {
        @Nullable TokenStates[] tokenStates = wishes.tokenStates();
        if (tokenStates.length == 0) {
            return List.of();
        }
        return Arrays.stream(tokenStates).anyMatch(Objects::isNull)
                ? List.of()
                : Arrays.stream(tokenStates).map(Objects::requireNonNull).toList();
    }

    boolean wantsTokenStates() {
        return wishes.tokenStates().length > 0;
    }

    void tokenStates(int index, TokenStates states) {
        wishes.tokenStates()[index] = states;
    }

    /** Tokens of all inputs. Complete after {@link BatchScheduler#await}. */
    public int tokens() {
        return tokensRead;
    }

    /**
     * Tokens of the inputs that a model was given until now, or until this was over: what it took where it has no answer.
     * Any thread.
     */
    public synchronized int tokensGiven() {
        return tokensGiven;
    }

    /** A model begins to run one of its rows. What runs for nobody is not counted: its caller has been told by then. */
    synchronized void given(int tokens) {
        if (!over()) {
            tokensGiven += tokens;
        }
    }

    RowModel model() {
        return model;
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    @Override
    public Priority priority() {
        return PRIORITIES[priority];
    }

    @Override
    public long waitsSinceNanos() {
        return waitsSinceNanos;
    }

    @Override
    public int round() {
        return round;
    }

    @Override
    public void round(int next) {
        round = next;
    }

    boolean over() {
        return isEnd(outcome);
    }

    private static boolean isEnd(@Nullable Object outcome) {
        return outcome != null && !(outcome instanceof Thread);
    }

    boolean cutToTheEnd() {
        return next == inputs.size();
    }

    void complete() {
        end(ANSWERED);
    }

    void fail(Fault fault) {
        end(new EngineException(fault));
    }

    void fail(Fault fault, Throwable cause) {
        end(new EngineException(fault, cause));
    }

    private void end(Object how) {
        Object before;
        synchronized (this) {
            before = outcome;
            if (isEnd(before)) {
                return;
            }
            outcome = how;
        }
        wake(before);
    }

    /** Lets the caller look again, if one waits. */
    void wake() {
        wake(outcome);
    }

    private static void wake(@Nullable Object caller) {
        if (!(caller instanceof Thread waiting)) {
            return;
        }
        try {
            LockSupport.unpark(waiting);
        } catch (RejectedExecutionException ended) {
            // The event loop that carried the caller has ended: nobody waits.
        }
    }

    /** A guess at the tokens of all inputs, at least one each. */
    int tokensGuessed() {
        long sum = 0;
        for (int i = 0; i < inputs.size(); i++) {
            sum += guessAt(i);
        }
        return (int) Math.min(sum, Integer.MAX_VALUE / 2);
    }

    int guessAt(int index) {
        return guess(inputs.get(index));
    }

    private int guess(TextInput input) {
        return switch (input) {
            case TextInput.Text(String text) -> guess(prompt.length() + text.length());
            case TextInput.Pair(String first, String second) -> guess(first.length() + second.length());
            case TextInput.TokenIds ids -> Math.max(1, Math.min(model.tokensMax(), ids.count()));
        };
    }

    private int guess(int characters) {
        return Math.min(model.tokensMax(), SPECIAL_TOKENS + characters / CHARACTERS_PER_TOKEN);
    }

    /** Cuts one input into tokens. */
    Row cut(int index) throws RowRefusedException {
        return new Row(this, index, model.tokens(prompt, inputs.get(index)));
    }

    /** Cuts a single short input, on its caller's thread. Before the job is queued; what fails here fails there again. */
    void cutAtOnce() {
        if (inputs.size() == 1) {
            try {
                int[] ids = model.tokensAtOnce(prompt, inputs.getFirst());
                cutAtOnce = ids == null ? null : new Row(this, 0, ids);
            } catch (RuntimeException e) {
                cutAtOnce = null;
            }
        }
    }

    /** What was cut so, once. */
    @Nullable
    Row takeCut() {
        Row row = cutAtOnce;
        if (row != null) {
            cutAtOnce = null;
            next = 1;
        }
        return row;
    }

    int inputs() {
        return inputs.size();
    }

    TextInput input(int index) {
        return inputs.get(index);
    }

    String prompt() {
        return prompt;
    }
}

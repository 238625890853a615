package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.TokenStates;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One caller's inputs on their way through a {@link BatchScheduler}. The caller waits on {@link #done()}; the counters
 * belong to the scheduler and change under its lock only.
 */
public final class RowJob {
    /** English has about this many characters a token; only the guess before the tokenizer has spoken. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private static final int SPECIAL_TOKENS = 2;

    private final RowModel model;
    private final List<TextInput> inputs;
    private final Deadline deadline;
    private final float[] outputs;
    private final @Nullable TokenStates[] tokenStates;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Next input to be cut into tokens. */
    int next;

    /** Rows without an answer. */
    int rowsLeft;

    /** This job's share of the scheduler's queue, in tokens. */
    int tokensQueued;

    /** Tokens read so far. */
    long tokensRead;

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
        this.tokenStates = new TokenStates[tokenStates ? inputs.size() : 0];
        this.rowsLeft = inputs.size();
    }

    /** Completes when every row has its answer; exceptionally, with an {@link EngineException}, when one never will. */
    public CompletableFuture<Void> done() {
        return done;
    }

    /** The outputs, row after row. Complete once {@link #done()} is. Not a copy. */
    public float[] outputs() {
        return outputs;
    }

    /** The states of each input's tokens; none where they were not asked for or the model has none. See {@link #done()}. */
    public List<TokenStates> tokenStates() {
        return Arrays.stream(tokenStates).anyMatch(Objects::isNull)
                ? List.of()
                : Arrays.stream(tokenStates).map(Objects::requireNonNull).toList();
    }

    boolean wantsTokenStates() {
        return tokenStates.length > 0;
    }

    void tokenStates(int index, TokenStates states) {
        tokenStates[index] = states;
    }

    /** Tokens of all inputs. Complete once {@link #done()} is. */
    public long tokens() {
        return tokensRead;
    }

    RowModel model() {
        return model;
    }

    Deadline deadline() {
        return deadline;
    }

    boolean over() {
        return done.isDone();
    }

    boolean cutToTheEnd() {
        return next == inputs.size();
    }

    void fail(Fault fault) {
        done.completeExceptionally(new EngineException(fault));
    }

    void fail(Fault fault, Throwable cause) {
        done.completeExceptionally(new EngineException(fault, cause));
    }

    /** A guess at the tokens of all inputs, at least one each. */
    int tokensGuessed() {
        long sum = 0;
        for (TextInput input : inputs) {
            sum += guess(input);
        }
        return (int) Math.min(sum, Integer.MAX_VALUE / 2);
    }

    int guessAt(int index) {
        return guess(inputs.get(index));
    }

    private int guess(TextInput input) {
        return switch (input) {
            case TextInput.Text(String text) -> guess(text.length());
            case TextInput.Pair(String first, String second) -> guess(first.length() + second.length());
            case TextInput.TokenIds ids -> Math.max(1, Math.min(model.tokensMax(), ids.count()));
        };
    }

    private int guess(int characters) {
        return Math.min(model.tokensMax(), SPECIAL_TOKENS + characters / CHARACTERS_PER_TOKEN);
    }

    /** Cuts one input into tokens. */
    Row cut(int index) throws RowRefusedException {
        return new Row(this, index, model.tokens(inputs.get(index)));
    }

    int inputs() {
        return inputs.size();
    }
}

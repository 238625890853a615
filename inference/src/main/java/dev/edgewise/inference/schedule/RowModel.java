package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Fault;
import dev.edgewise.inference.TextInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loaded model that maps a row of tokens to a fixed number of floats. Called by several worker threads at once. */
public interface RowModel {
    /** How many floats one row gives. */
    int outputsPerRow();

    /** Most tokens in one row. */
    int tokensMax();

    /** Which rows it takes in one {@link #run}: always the same. */
    Batching batching();

    /** How fast it runs: always the same object, of which its scheduler keeps the figures. */
    ModelPace pace();

    /**
     * An input as this model's tokens.
     *
     * @return 1 to {@link #tokensMax()} ids that exist in its vocabulary
     * @throws RowRefusedException if the input cannot be a row of this model
     */
    int[] tokens(TextInput input) throws RowRefusedException;

    /**
     * The same for a caller's own thread, which must not wait: null where that would take long or call native code, and for
     * an input that is refused.
     */
    default int @Nullable [] tokensAtOnce(TextInput input) {
        return null;
    }

    /**
     * The same with something put before a text, which is not made one string with it.
     *
     * @param prompt put before texts that do not begin with one of the model's prompts already; empty for nothing
     * @throws RowRefusedException if the input cannot be a row of this model, or the model knows no prompts
     */
    default int[] tokens(String prompt, TextInput input) throws RowRefusedException {
        if (!prompt.isEmpty()) {
            throw new RowRefusedException(Fault.Kind.INPUT_INVALID, "this model knows no prompts");
        }
        return tokens(input);
    }

    /** The same for a caller's own thread, as {@link #tokensAtOnce(TextInput)}. */
    default int @Nullable [] tokensAtOnce(String prompt, TextInput input) {
        return prompt.isEmpty() ? tokensAtOnce(input) : null;
    }

    /**
     * Computes every row and hands it its output.
     *
     * @param rows rows of one {@link Batching#width}, 1 to {@link Batching#rowsMax(int)} of them
     * @param stop ends the run early when nobody waits for the rows any more: the model then returns or throws, and is as
     *     good as before
     * @throws Exception if the model fails; none of the rows then has an answer
     */
    void run(List<Row> rows, BatchStop stop) throws Exception;
}

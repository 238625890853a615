package dev.edgewise.inference.schedule;

import dev.edgewise.inference.TextInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loaded model that maps a row of tokens to a fixed number of floats. Called by several worker threads at once. */
public interface RowModel {
    /** How many floats one row gives. */
    int outputsPerRow();

    /** Most tokens in one row. */
    int tokensMax();

    /** Most rows in one {@link #run}. */
    int rowsPerBatchMax();

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
     * Computes every row and hands it its output.
     *
     * @param rows 1 to {@link #rowsPerBatchMax()} rows, all with the same number of tokens
     * @throws Exception if the model fails; none of the rows then has an answer
     */
    void run(List<Row> rows) throws Exception;
}

package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.Task;
import dev.edgewise.inference.store.scan.GraphSummary;
import dev.edgewise.inference.store.scan.Port;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.util.List;

/**
 * What a graph fixes of the ids that it reads, where a model reads whole texts.
 *
 * @param rows texts in each run; 0 for any number
 * @param tokens tokens of each text; 0 for any number
 */
record InputShape(int rows, int tokens) {
    static final InputShape OPEN = new InputShape(0, 0);

    /** Runs are not filled up to more texts than this, nor texts to more tokens. */
    private static final int ROWS_MAX = 64;

    private static final int TOKENS_MAX = 1 << 14;

    /** ONNX's code of 64-bit numbers. */
    private static final int INT64 = 7;

    private static final String IDS = "input_ids";
    private static final String ADVICE = ". Export it with open sizes (dynamic axes) for texts and tokens, or say"
            + " task: infer in edgewise.yaml to give it tensors";

    /** @throws RefusedModelException if it fixes what no text can be brought to */
    static InputShape of(Task task, GraphSummary graph) throws RefusedModelException {
        boolean encoder = task == Task.EMBED || task == Task.CLASSIFY || task == Task.RERANK;
        List<Long> shape = encoder ? graph.input(IDS).map(Port::shape).orElse(List.of()) : List.of();
        if (shape.isEmpty()) {
            return OPEN;
        }
        for (Port input : graph.inputs()) {
            if (input.elementType() != INT64) {
                throw new RefusedModelException("its input " + input.name()
                        + " is not of 64-bit integers (INT64), which" + " texts are given as" + ADVICE);
            }
        }
        if (shape.size() != 2) {
            throw new RefusedModelException("its input_ids have " + shape.size()
                    + " dimensions, and texts are given in 2, texts and tokens" + ADVICE);
        }
        long rows = Math.max(0, shape.get(0));
        long tokens = Math.max(0, shape.get(1));
        if (rows > ROWS_MAX || tokens > TOKENS_MAX) {
            throw new RefusedModelException("each run takes " + rows + " texts of " + tokens
                    + " tokens, and no more than " + ROWS_MAX + " of " + TOKENS_MAX + " are filled up" + ADVICE);
        }
        if (tokens > 0 && graph.input("attention_mask").isEmpty()) {
            throw new RefusedModelException("each text has exactly " + tokens
                    + " tokens, and without an attention_mask shorter ones cannot be filled up" + ADVICE);
        }
        return new InputShape((int) rows, (int) tokens);
    }
}

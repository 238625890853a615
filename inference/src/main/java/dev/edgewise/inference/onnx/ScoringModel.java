package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.schedule.Row;
import dev.edgewise.inference.schedule.RowModel;
import dev.edgewise.inference.schedule.RowRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A sequence classifier or cross-encoder: a text or a pair in, logits out. Native memory is freed by {@link #close()},
 * which waits for runs in progress.
 */
public final class ScoringModel implements RowModel, AutoCloseable {
    /**
     * What goes in and out.
     *
     * @param pairs whether it reads pairs of texts
     * @param width how many logits an input gives
     * @param tokensMax most tokens of an input
     * @param vocabularySize its token ids are 0 to this − 1
     * @param rowsPerBatchMax most inputs run together
     */
    record Shape(boolean pairs, int width, int tokensMax, int vocabularySize, int rowsPerBatchMax) {}

    private final Shape shape;
    private final OrtSession session;
    private final EncoderPorts ports;
    private final TokenCutter cutter;
    private final OnnxRuntime runtime;
    private final TensorSession tensors;
    private final NativeUses uses = new NativeUses();

    /** One for each thread that ever ran this model at once: as many as the scheduler has threads. */
    private final Queue<Workspace> idle = new ConcurrentLinkedQueue<>();

    ScoringModel(ModelId id, Shape shape, OnnxRuntime runtime, OrtSession session, EncoderPorts ports, Tokenizer hub)
            throws IOException, OrtException {
        this.shape = shape;
        this.runtime = runtime;
        this.session = session;
        this.ports = ports;
        this.tensors = new TensorSession(runtime.environment(), session);
        this.cutter = new TokenCutter(id, hub, shape.tokensMax(), shape.vocabularySize());
    }

    /** The same model on raw tensors; lives as long as this. */
    public TensorSession tensors() {
        return tensors;
    }

    @Override
    public int outputsPerRow() {
        return shape.width();
    }

    @Override
    public int tokensMax() {
        return shape.tokensMax();
    }

    @Override
    public int rowsPerBatchMax() {
        return shape.rowsPerBatchMax();
    }

    @Override
    public int[] tokens(TextInput input) throws RowRefusedException {
        uses.begin();
        try {
            return shape.pairs() ? cutter.pair(input) : cutter.single(input);
        } finally {
            uses.end();
        }
    }

    @Override
    public void run(List<Row> rows) throws OrtException {
        uses.begin();
        try {
            Workspace workspace = idle.poll();
            if (workspace == null) {
                workspace = Workspace.ofLogits(
                        runtime.environment(), ports, shape.rowsPerBatchMax(), shape.tokensMax(), shape.width());
            }
            try {
                workspace.run(session, rows);
            } finally {
                idle.add(workspace);
            }
        } finally {
            uses.end();
        }
    }

    @Override
    public void close() {
        uses.free(() -> {
            idle.forEach(Workspace::close);
            idle.clear();
            cutter.close();
            Sessions.close(session);
        });
    }
}

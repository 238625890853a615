package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.schedule.BatchStop;
import dev.edgewise.inference.schedule.Batching;
import dev.edgewise.inference.schedule.ModelPace;
import dev.edgewise.inference.schedule.Row;
import dev.edgewise.inference.schedule.RowModel;
import dev.edgewise.inference.schedule.RowRefusedException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private final TokenCutter cutter;
    private final TensorSession tensors;
    private final EncoderSession encoder;
    private final Batching batching;
    private final NativeUses uses = new NativeUses();
    private final ModelPace pace = new ModelPace();

    private final Workspaces workspaces;

    ScoringModel(
            ModelCard card,
            Shape shape,
            OnnxRuntime runtime,
            OrtSession session,
            EncoderPorts ports,
            boolean onDevice,
            Tokenizer hub)
            throws IOException, OrtException, EngineException {
        this.shape = shape;
        this.session = session;
        this.tensors = new TensorSession(runtime, session);
        this.cutter = new TokenCutter(card.id(), hub, shape.tokensMax(), shape.vocabularySize());
        this.encoder = EncoderSession.of(runtime, session, ports, onDevice);
        this.batching = onDevice && ports.exact().equals(Batching.Exact.ANY)
                ? DeviceBatches.of(
                        card,
                        new DeviceBatches.Encoder(encoder, ports, shape.width(), true),
                        shape.rowsPerBatchMax(),
                        shape.tokensMax(),
                        shape.vocabularySize())
                : ports.batching(shape.rowsPerBatchMax(), shape.tokensMax());
        this.workspaces = new Workspaces(() -> Workspace.ofLogits(encoder, ports, batching, shape.width()));
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
    public ModelPace pace() {
        return pace;
    }

    @Override
    public Batching batching() {
        return batching;
    }

    @Override
    public int[] tokens(TextInput input) throws RowRefusedException {
        uses.begin();
        try {
            return shape.pairs() ? cutter.pair(input) : cutter.single("", input);
        } finally {
            uses.end();
        }
    }

    @Override
    public int @Nullable [] tokensAtOnce(TextInput input) {
        return shape.pairs() ? null : cutter.singleAtOnce("", input);
    }

    @Override
    public void run(List<Row> rows, BatchStop stop) throws OrtException, EngineException {
        uses.begin();
        try {
            workspaces.run(rows, stop);
        } finally {
            uses.end();
        }
    }

    @Override
    public void close() {
        uses.free(() -> {
            workspaces.close();
            cutter.close();
            encoder.close();
            Sessions.close(session);
        });
    }
}

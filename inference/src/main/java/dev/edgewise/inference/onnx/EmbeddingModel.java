package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Skill;
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
 * A sentence embedder: tokens in, one vector made of the last hidden states out. Native memory is freed by {@link
 * #close()}, which waits for runs in progress.
 */
public final class EmbeddingModel implements RowModel, AutoCloseable {
    private final Skill.Embedding skill;
    private final OrtSession session;
    private final TokenCutter cutter;

    private final PromptTexts texts;
    private final TokenStateReader.Marks marks;
    private final TensorSession tensors;
    private final EncoderSession encoder;
    private final Batching batching;

    private final Workspaces workspaces;

    private final NativeUses uses = new NativeUses();
    private final ModelPace pace = new ModelPace();

    EmbeddingModel(
            ModelCard card,
            Skill.Embedding skill,
            OnnxRuntime runtime,
            OrtSession session,
            EncoderPorts ports,
            boolean onDevice,
            Tokenizer tokenizer)
            throws OrtException, EngineException, IOException {
        this.skill = skill;
        this.session = session;
        this.cutter = new TokenCutter(card.id(), tokenizer, skill.tokensMax(), skill.vocabularySize());
        this.texts = new PromptTexts(skill, tokenizer);
        this.marks = TokenStateReader.Marks.of(tokenizer, skill.prompts().values());
        this.tensors = new TensorSession(runtime, session);
        this.encoder = EncoderSession.of(runtime, session, ports, onDevice);
        this.batching = onDevice && ports.exact().equals(Batching.Exact.ANY)
                ? DeviceBatches.of(
                        card,
                        new DeviceBatches.Encoder(
                                encoder, ports, skill.dimensions(), skill.pooling() == Pooling.IN_GRAPH),
                        skill.rowsPerBatchMax(),
                        skill.tokensMax(),
                        skill.vocabularySize())
                : ports.batching(skill.rowsPerBatchMax(), skill.tokensMax());
        this.workspaces = new Workspaces(() -> Workspace.of(encoder, ports, batching, skill, marks, texts));
    }

    /** What runs it; lives as long as this. */
    OrtSession session() {
        return session;
    }

    /** The same model on raw tensors; lives as long as this. */
    public TensorSession tensors() {
        return tensors;
    }

    @Override
    public int outputsPerRow() {
        return skill.dimensions();
    }

    @Override
    public int tokensMax() {
        return skill.tokensMax();
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
        return tokens("", input);
    }

    @Override
    public int[] tokens(String prompt, TextInput input) throws RowRefusedException {
        uses.begin();
        try {
            return cutter.single(texts.before(input, prompt), texts.written(input));
        } finally {
            uses.end();
        }
    }

    @Override
    public int @Nullable [] tokensAtOnce(TextInput input) {
        return tokensAtOnce("", input);
    }

    @Override
    public int @Nullable [] tokensAtOnce(String prompt, TextInput input) {
        return cutter.singleAtOnce(texts.before(input, prompt), texts.written(input));
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

    /** Waits for the run in progress, then frees the native memory. */
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

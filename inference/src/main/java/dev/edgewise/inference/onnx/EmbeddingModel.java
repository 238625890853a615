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

    /** All that are not empty. */
    private final List<String> prompts;

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
        this.prompts = skill.prompts().values().stream()
                .filter(prompt -> !prompt.isEmpty())
                .toList();
        this.marks = TokenStateReader.Marks.of(tokenizer, skill.prompts().values());
        this.tensors = new TensorSession(runtime, session);
        this.encoder = EncoderSession.of(runtime, session, ports, onDevice);
        this.batching = onDevice
                ? DeviceBatches.of(
                        card,
                        new DeviceBatches.Encoder(
                                encoder, ports, skill.dimensions(), skill.pooling() == Pooling.IN_GRAPH),
                        skill.rowsPerBatchMax(),
                        skill.tokensMax(),
                        skill.vocabularySize())
                : Batching.ofEqualLengths(skill.rowsPerBatchMax(), skill.tokensMax());
        this.workspaces = new Workspaces(() -> Workspace.of(encoder, ports, batching, skill, marks));
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
            return cutter.single(before(input, prompt), input);
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
        return cutter.singleAtOnce(before(input, prompt), input);
    }

    /** What goes before an input: nothing where it begins with a prompt, for then its writer put it there. */
    private String before(TextInput input, String prompt) {
        if (!prompt.isEmpty() && input instanceof TextInput.Text(String text)) {
            for (int i = 0; i < prompts.size(); i++) {
                if (text.startsWith(prompts.get(i))) {
                    return "";
                }
            }
        }
        return prompt;
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

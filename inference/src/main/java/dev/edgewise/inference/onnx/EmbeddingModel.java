package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.schedule.Row;
import dev.edgewise.inference.schedule.RowModel;
import dev.edgewise.inference.schedule.RowRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A sentence embedder: tokens in, one vector made of the last hidden states out. Native memory is freed by {@link
 * #close()}, which waits for runs in progress.
 */
public final class EmbeddingModel implements RowModel, AutoCloseable {
    private final ModelCard card;
    private final Skill.Embedding skill;
    private final OrtSession session;
    private final EncoderPorts ports;
    private final TokenCutter cutter;
    private final TokenStateReader.Marks marks;
    private final OnnxRuntime runtime;

    private final TensorSession tensors;

    /** One for each thread that ever ran this model at once: as many as the scheduler has threads. */
    private final Queue<Workspace> idle = new ConcurrentLinkedQueue<>();

    /** Runs share it; freeing waits for them. */
    private final ReentrantReadWriteLock uses = new ReentrantReadWriteLock();

    private boolean closed;

    EmbeddingModel(
            ModelCard card,
            Skill.Embedding skill,
            OnnxRuntime runtime,
            OrtSession session,
            EncoderPorts ports,
            Tokenizer tokenizer)
            throws OrtException, IOException {
        this.card = card;
        this.skill = skill;
        this.runtime = runtime;
        this.session = session;
        this.ports = ports;
        this.cutter = new TokenCutter(card.id(), tokenizer, skill.tokensMax(), skill.vocabularySize());
        this.marks = TokenStateReader.Marks.of(tokenizer, skill.prompts().values());
        this.tensors = new TensorSession(runtime.environment(), session);
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
    public int rowsPerBatchMax() {
        return skill.rowsPerBatchMax();
    }

    @Override
    public int[] tokens(TextInput input) throws RowRefusedException {
        use();
        try {
            return cutter.single(input);
        } finally {
            uses.readLock().unlock();
        }
    }

    @Override
    public void run(List<Row> rows) throws OrtException {
        use();
        try {
            Workspace workspace = idle.poll();
            if (workspace == null) {
                workspace = Workspace.of(runtime.environment(), ports, skill, marks);
            }
            try {
                workspace.run(session, rows);
            } finally {
                idle.add(workspace);
            }
        } finally {
            uses.readLock().unlock();
        }
    }

    /** Begins a use of native memory; work that was withdrawn may come after the model has gone. */
    private void use() {
        uses.readLock().lock();
        if (closed) {
            uses.readLock().unlock();
            throw new IllegalStateException(card.id() + " has left memory");
        }
    }

    /** Waits for the run in progress, then frees the native memory. */
    @Override
    public void close() {
        uses.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            idle.forEach(Workspace::close);
            idle.clear();
            cutter.close();
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not free " + card.id(), e);
        } finally {
            uses.writeLock().unlock();
        }
    }
}

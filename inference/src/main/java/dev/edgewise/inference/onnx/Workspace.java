package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.schedule.BatchStop;
import dev.edgewise.inference.schedule.Batching;
import dev.edgewise.inference.schedule.Row;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The native buffers of one run of an encoder, reused from run to run: ids in, hidden states out, nothing through the
 * heap but one row of sums. One thread at a time.
 */
final class Workspace implements AutoCloseable {
    /** Shapes whose runs are kept. */
    private static final int SHAPES_KEPT = 64;

    /** 2³² by the golden ratio: its multiples are spread evenly. */
    private static final int MIXER = 0x9E3779B9;

    private static final int MIXED_BITS_FROM = Integer.SIZE - Integer.numberOfTrailingZeros(SHAPES_KEPT);

    private final @Nullable Prepared[] shapes = new Prepared[SHAPES_KEPT];
    private final EncoderRuns runs;
    private final Runnable ending;
    private final Batching batching;
    private final EncoderBuffers buffers;
    private final Reader reader;
    private final @Nullable TokenStateReader tokenStates;

    /** Runs of one shape: preparing them for every run would cost more than all else around it. */
    private record Prepared(int rows, int tokens, EncoderRuns.ShapeRun run) {}

    /** Makes a row's answer of its numbers in the output buffer. */
    interface Reader {
        /**
         * The answer of a row whose vectors are {@code from} to {@code from + vectors − 1}.
         *
         * @return overwritten by the next call
         */
        float[] read(Row row, FloatBuffer output, int from, int vectors);
    }

    private Workspace(
            EncoderSession session,
            Batching batching,
            EncoderBuffers buffers,
            Reader reader,
            @Nullable TokenStateReader tokenStates)
            throws OrtException, EngineException {
        this.runs = session.over(buffers);
        this.ending = runs::terminate;
        this.batching = batching;
        this.buffers = buffers;
        this.reader = reader;
        this.tokenStates = tokenStates;
    }

    /** For an embedder: states of every token, or vectors where the graph pools. */
    static Workspace of(
            EncoderSession session,
            EncoderPorts ports,
            Batching batching,
            Skill.Embedding skill,
            TokenStateReader.Marks marks,
            PromptTexts texts)
            throws OrtException, EngineException {
        boolean pooled = skill.pooling() == Pooling.IN_GRAPH;
        Pooler pooler = new Pooler(skill.pooling(), skill.normalized(), skill.dimensions());
        return new Workspace(
                session,
                batching,
                EncoderBuffers.ofPositions(
                        ports, batching.rowsComputedMax(), batching.positionsMax(), skill.dimensions(), pooled),
                (row, states, from, vectors) -> pooler.pool(states, from, vectors, texts.leftOut(row)),
                pooled ? null : new TokenStateReader(marks, skill.dimensions()));
    }

    /** For a model that gives {@code width} logits a row. */
    static Workspace ofLogits(EncoderSession session, EncoderPorts ports, Batching batching, int width)
            throws OrtException, EngineException {
        float[] logits = new float[width];
        Reader copy = (_, output, from, _) -> {
            output.get(from * width, logits);
            return logits;
        };
        return new Workspace(
                session,
                batching,
                EncoderBuffers.ofPositions(ports, batching.rowsComputedMax(), batching.positionsMax(), width, true),
                copy,
                null);
    }

    /** Computes the rows' answers, or none where {@code stop} ends it. */
    void run(List<Row> rows, BatchStop stop) throws OrtException, EngineException {
        int width = batching.width(rows.getFirst().tokens());
        int computed = batching.rowsComputed(rows.size());
        int vectorsPerRow = buffers.vectors(1, width);
        fill(rows, width, computed);
        if (!run(prepared(computed, width), stop)) {
            return;
        }
        buffers.widen(rows.size() * vectorsPerRow * buffers.width());
        for (int at = 0; at < rows.size(); at++) {
            Row row = rows.get(at);
            int vectors = buffers.vectors(1, row.tokens());
            row.answer(reader.read(row, buffers.states(), at * vectorsPerRow, vectors));
            if (tokenStates != null && row.wantsTokenStates()) {
                row.answerTokens(tokenStates.read(row, buffers.states(), at * vectorsPerRow));
            }
        }
    }

    /** False where it was ended before its end; it may throw instead. */
    private boolean run(EncoderRuns.ShapeRun run, BatchStop stop) throws OrtException, EngineException {
        if (!stop.enter(ending)) {
            return false;
        }
        boolean stopped = true;
        try {
            run.run();
        } finally {
            stopped = stop.leave();
            if (stopped) {
                // Nobody ends this run any more, and the next one is another's.
                runs.resume();
            }
        }
        return !stopped;
    }

    private EncoderRuns.ShapeRun prepared(int rows, int tokens) throws OrtException, EngineException {
        // Widths and rows on a device are round numbers: their product's upper bits are mixed, its lower ones are not.
        int slot = (tokens * 31 + rows) * MIXER >>> MIXED_BITS_FROM;
        Prepared known = shapes[slot];
        if (known != null && known.rows == rows && known.tokens == tokens) {
            return known.run;
        }
        forget(slot);
        EncoderRuns.ShapeRun made = runs.prepare(rows, tokens);
        shapes[slot] = new Prepared(rows, tokens, made);
        return made;
    }

    private void forget(int slot) {
        Prepared known = shapes[slot];
        if (known != null) {
            shapes[slot] = null;
            known.run.close();
        }
    }

    /** Frees what was prepared; no run comes after. */
    @Override
    public void close() {
        for (int slot = 0; slot < shapes.length; slot++) {
            forget(slot);
        }
        runs.close();
    }

    private void fill(List<Row> rows, int width, int computed) {
        for (int at = 0; at < rows.size(); at++) {
            if (batching.padded()) {
                buffers.put(at, width, rows.get(at));
            } else {
                buffers.putWhole(at, rows.get(at));
            }
        }
        if (computed > rows.size()) {
            buffers.leaveOut(rows.size(), computed, width);
        }
    }
}

package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.schedule.BatchStop;
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

    private final @Nullable Prepared[] shapes = new Prepared[SHAPES_KEPT];
    private final EncoderRuns runs;
    private final Runnable ending;
    private final EncoderPorts ports;
    private final EncoderBuffers buffers;
    private final Reader reader;
    private final @Nullable TokenStateReader tokenStates;

    /** Runs of one shape: preparing them for every run would cost more than all else around it. */
    private record Prepared(int rows, int tokens, EncoderRuns.ShapeRun run) {}

    /** Makes a row's answer of its numbers in the output buffer. */
    interface Reader {
        /**
         * The answer of the row whose vectors are {@code from} to {@code from + vectors − 1}.
         *
         * @return overwritten by the next call
         */
        float[] read(FloatBuffer output, int from, int vectors);
    }

    private Workspace(
            EncoderSession session,
            EncoderPorts ports,
            EncoderBuffers buffers,
            Reader reader,
            @Nullable TokenStateReader tokenStates)
            throws OrtException, EngineException {
        this.runs = session.over(buffers);
        this.ending = runs::terminate;
        this.ports = ports;
        this.buffers = buffers;
        this.reader = reader;
        this.tokenStates = tokenStates;
    }

    /** For an embedder: states of every token, or vectors where the graph pools. */
    static Workspace of(EncoderSession session, EncoderPorts ports, Skill.Embedding skill, TokenStateReader.Marks marks)
            throws OrtException, EngineException {
        boolean pooled = skill.pooling() == Pooling.IN_GRAPH;
        Pooler pooler = new Pooler(skill.pooling(), skill.normalized(), skill.dimensions());
        return new Workspace(
                session,
                ports,
                EncoderBuffers.of(ports, skill.rowsPerBatchMax(), skill.tokensMax(), skill.dimensions(), pooled),
                pooler::pool,
                pooled ? null : new TokenStateReader(marks, skill.dimensions()));
    }

    /** For a model that gives {@code width} logits a row. */
    static Workspace ofLogits(EncoderSession session, EncoderPorts ports, int rowsMax, int tokensMax, int width)
            throws OrtException, EngineException {
        float[] logits = new float[width];
        Reader copy = (output, from, vectors) -> {
            output.get(from * width, logits);
            return logits;
        };
        return new Workspace(session, ports, EncoderBuffers.of(ports, rowsMax, tokensMax, width, true), copy, null);
    }

    /** Computes the rows' answers, or none where {@code stop} ends it. */
    void run(List<Row> rows, BatchStop stop) throws OrtException, EngineException {
        int tokens = rows.getFirst().tokens();
        int vectorsPerRow = buffers.vectors(1, tokens);
        fill(rows, tokens);
        if (!run(prepared(rows.size(), tokens), stop)) {
            return;
        }
        buffers.widen(rows.size() * vectorsPerRow * buffers.width());
        for (int at = 0; at < rows.size(); at++) {
            Row row = rows.get(at);
            row.answer(reader.read(buffers.states(), at * vectorsPerRow, vectorsPerRow));
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
        int slot = (tokens * 31 + rows) % SHAPES_KEPT;
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

    private void fill(List<Row> rows, int tokens) {
        for (int at = 0; at < rows.size(); at++) {
            Row row = rows.get(at);
            int from = at * tokens;
            for (int position = 0; position < tokens; position++) {
                int token = row.id(position);
                buffers.ids().put(from + position, TypedToken.id(token));
                if (ports.types()) {
                    buffers.types().put(from + position, TypedToken.type(token));
                }
                if (ports.positions()) {
                    buffers.places().put(from + position, position);
                }
            }
        }
    }
}

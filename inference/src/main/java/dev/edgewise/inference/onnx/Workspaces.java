package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.schedule.BatchStop;
import dev.edgewise.inference.schedule.Row;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's {@link Workspace}s: one for each thread that ever ran it at once, as many as the scheduler has threads. Any
 * thread; freed by {@link #close}, after the last run.
 */
final class Workspaces implements AutoCloseable {
    private final Maker made;
    private final Deque<Workspace> idle = new ArrayDeque<>();

    /** Makes one more. */
    @FunctionalInterface
    interface Maker {
        Workspace make() throws OrtException, EngineException;
    }

    Workspaces(Maker made) {
        this.made = made;
    }

    void run(List<Row> rows, BatchStop stop) throws OrtException, EngineException {
        Workspace known = poll();
        Workspace workspace = known == null ? made.make() : known;
        try {
            workspace.run(rows, stop);
        } finally {
            add(workspace);
        }
    }

    private synchronized @Nullable Workspace poll() {
        return idle.poll();
    }

    private synchronized void add(Workspace workspace) {
        idle.push(workspace);
    }

    @Override
    public synchronized void close() {
        idle.forEach(Workspace::close);
        idle.clear();
    }
}

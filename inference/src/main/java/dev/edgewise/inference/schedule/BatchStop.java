package dev.edgewise.inference.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends a batch early once nobody waits for any of its rows. A worker has one of these for all its batches, one after the
 * other: what ends a batch is never called outside that batch's run, so it cannot hit the next one. Any thread; each method
 * holds one lock for a moment, and none while a model runs.
 */
public final class BatchStop {
    private List<Row> rows = List.of();
    private @Nullable Runnable ending;
    private boolean stopped;

    /** Nothing runs yet. */
    public BatchStop() {}

    /**
     * A worker begins a batch.
     *
     * @return false if nobody waits for any of the rows already: it is then to be left alone, and not to be ended
     */
    synchronized boolean begin(List<Row> batch) {
        if (unwanted(batch)) {
            return false;
        }
        rows = batch;
        stopped = false;
        return true;
    }

    /**
     * The worker is done with its batch.
     *
     * @return whether it was stopped; its rows then have no answers, or none that anyone waits for
     */
    synchronized boolean end() {
        rows = List.of();
        return stopped;
    }

    /** Looks whether anybody still waits; to be called after a job is over. Stops the batch where nobody does. */
    synchronized void look() {
        if (!stopped && !rows.isEmpty() && unwanted(rows)) {
            stopped = true;
            if (ending != null) {
                ending.run();
            }
        }
    }

    /**
     * A model's session begins to run.
     *
     * @param how ends that run from another thread, soon; must be quick and must not throw
     * @return false if the batch has been stopped already: the session is then not to be run, and not to be left
     */
    public synchronized boolean enter(Runnable how) {
        if (!stopped) {
            ending = how;
        }
        return !stopped;
    }

    /**
     * The session's run is over, in whatever way; how it is ended will not be called any more.
     *
     * @return whether it was called
     */
    public synchronized boolean leave() {
        ending = null;
        return stopped;
    }

    private static boolean unwanted(List<Row> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).job().over()) {
                return false;
            }
        }
        return true;
    }
}

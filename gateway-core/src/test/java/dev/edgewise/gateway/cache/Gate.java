package dev.edgewise.gateway.cache;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Holds a centre's answers back while it is closed. */
final class Gate {
    private final Vertx vertx;
    private final List<Runnable> held = new ArrayList<>();
    private boolean closed;

    Gate(Vertx vertx) {
        this.vertx = vertx;
    }

    synchronized void close() {
        closed = true;
    }

    /** Lets all pass, and what was held back first; what is held back from now on waits for the next time. */
    void open() {
        List<Runnable> waiting;
        synchronized (this) {
            closed = false;
            waiting = List.copyOf(held);
            held.clear();
        }
        vertx.runOnContext(ignored -> waiting.forEach(Runnable::run));
    }

    /** Does that now, or once the gate opens. On the centre's event loop. */
    void pass(Runnable answer) {
        if (!holdsBack(answer)) {
            answer.run();
        }
    }

    private synchronized boolean holdsBack(Runnable answer) {
        return closed && held.add(answer);
    }

    /** Does that at the next {@link #open} whether the gate is closed or not. On the centre's event loop. */
    synchronized void keep(Runnable answer) {
        held.add(answer);
    }
}

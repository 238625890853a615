package dev.edgewise.gateway.cache;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Holds a centre's answers back while it is closed. */
final class Gate {
    private final Vertx vertx;
    /** On the centre's event loop only. */
    private final List<Runnable> held = new ArrayList<>();

    private volatile boolean closed;

    Gate(Vertx vertx) {
        this.vertx = vertx;
    }

    void close() {
        closed = true;
    }

    /** Lets all pass, and what was held back first. */
    void open() {
        closed = false;
        vertx.runOnContext(ignored -> {
            held.forEach(Runnable::run);
            held.clear();
        });
    }

    /** Does that now, or once the gate opens. On the centre's event loop. */
    void pass(Runnable answer) {
        if (closed) {
            keep(answer);
        } else {
            answer.run();
        }
    }

    /** Does that at the next {@link #open} whether the gate is closed or not. On the centre's event loop. */
    void keep(Runnable answer) {
        held.add(answer);
    }
}

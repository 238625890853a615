package dev.edgewise.gateway.cache;

import dev.edgewise.gateway.support.Upstream;

/** What the centres of these tests have in common: they fail when told, and hold their answers back. */
abstract class HeldCentre implements AutoCloseable {
    final Upstream upstream;
    final Gate gate;
    volatile int status = 200;

    HeldCentre(Upstream upstream) {
        this.upstream = upstream;
        gate = new Gate(upstream.vertx());
    }

    Upstream upstream() {
        return upstream;
    }

    /** Answers with that status from now on. */
    void fails(int with) {
        status = with;
    }

    /** Holds its answers back until {@link #release}. */
    void hold() {
        gate.close();
    }

    void release() {
        gate.open();
    }

    /** Answers as it did at first. */
    void recover() {
        fails(200);
        release();
    }

    @Override
    public void close() {
        upstream.close();
    }
}

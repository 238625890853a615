package dev.edgewise.gateway.upstream;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** Tells whether a probe got a whole answer of a status below 500. */
final class ProbeSink implements UpstreamSink {
    private final Promise<Boolean> alive;
    private boolean well;

    ProbeSink(Promise<Boolean> alive) {
        this.alive = alive;
    }

    @Override
    public void head(UpstreamHead head) {
        well = head.status() < 500;
    }

    @Override
    public void data(Buffer bytes) {}

    @Override
    public void end() {
        alive.tryComplete(well);
    }

    @Override
    public void failed(UpstreamFault fault) {
        alive.tryComplete(false);
    }
}

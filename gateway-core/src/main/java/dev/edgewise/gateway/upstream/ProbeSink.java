package dev.edgewise.gateway.upstream;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** Tells whether a probe got a whole answer of a status below 500. */
final class ProbeSink implements UpstreamSink {
    private final Promise<Probed> told;
    private final String path;
    private int status;

    ProbeSink(Promise<Probed> told, String path) {
        this.told = told;
        this.path = path;
    }

    @Override
    public void head(UpstreamHead head) {
        status = head.status();
    }

    @Override
    public void data(Buffer bytes) {}

    @Override
    public void end() {
        told.tryComplete(Probed.status(status, path));
    }

    @Override
    public void failed(UpstreamFault fault) {
        told.tryComplete(Probed.broken(fault));
    }
}

package dev.edgewise.gateway.upstream;

import io.vertx.core.buffer.Buffer;

/** Receives an endpoint's answer on the request's event loop: a head, bytes, then one end or one fault. */
public interface UpstreamSink {
    void head(UpstreamHead head);

    void data(Buffer bytes);

    void end();

    void failed(UpstreamFault fault);
}

package dev.edgewise.gateway.http;

import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One address the data plane listens on.
 *
 * @param options host, port, TLS and bounds
 * @param port the port really bound, 0 before
 */
public record Listener(HttpServerOptions options, AtomicInteger port) {
    void bound(int actualPort) {
        port.set(actualPort);
    }
}

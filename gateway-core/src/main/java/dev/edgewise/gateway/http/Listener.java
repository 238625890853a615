package dev.edgewise.gateway.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One address the data plane listens on.
 *
 * @param options host, port, TLS and bounds
 * @param onConnection hardens a new connection before its first byte is read
 * @param onInvalid answers what the HTTP decoder refused
 * @param port the port really bound, 0 before
 */
public record Listener(
        HttpServerOptions options,
        Consumer<HttpConnection> onConnection,
        Consumer<HttpServerRequest> onInvalid,
        AtomicInteger port) {
    void bound(int actualPort) {
        port.set(actualPort);
    }
}

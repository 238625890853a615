package dev.edgewise.gateway.admin;

import dev.edgewise.gateway.request.RequestIds;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.random.RandomGenerator;

/**
 * The admin plane's listener, on an event loop and workers of its own: whatever it is asked, the data plane's loops do
 * not feel it. Everything it holds is bounded.
 */
public final class AdminServer implements AutoCloseable {
    /** The longest body read, in bytes. */
    public static final int BODY_BYTES_MAX = 64 * 1024;

    /** Requests in work; one more is answered 503. */
    static final int IN_FLIGHT_MAX = 32;

    private static final int WORKERS = 2;
    private static final int HEADER_BYTES_MAX = 16 * 1024;
    private static final int URI_BYTES_MAX = 4 * 1024;

    private final Vertx vertx;
    private final HttpServer server;

    private AdminServer(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Starts to listen; answers when this returns. Throws what the operating system says when it cannot, such as a
     * {@link java.net.BindException}.
     *
     * @param port 0 picks a free one
     * @param random for ids of requests
     */
    public static AdminServer start(String host, int port, AdminKeys keys, AdminRoutes routes, RandomGenerator random) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        var options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxInitialLineLength(URI_BYTES_MAX)
                .setHttp2ClearTextEnabled(false);
        try {
            var connections = new AdminConnections(vertx);
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(connections::opened)
                    .invalidRequestHandler(request -> AdminExchange.malformed(request, RequestIds.of(null, random)))
                    .requestHandler(request -> {
                        String id = RequestIds.of(request.getHeader("x-request-id"), random);
                        new AdminExchange(vertx, request, id, host, keys, connections).serve(routes);
                    });
            server.listen().await();
            return new AdminServer(vertx, server);
        } catch (Throwable failed) {
            vertx.close();
            throw failed;
        }
    }

    /** The port really bound. */
    public int port() {
        return server.actualPort();
    }

    /** Closes the listener and every connection. */
    @Override
    public void close() {
        vertx.close().await();
    }
}

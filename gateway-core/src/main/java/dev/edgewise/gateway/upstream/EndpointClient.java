package dev.edgewise.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to one central endpoint from one event loop: a pool of connections that never leaves its loop. TLS is always
 * verified.
 *
 * <p>Threads: its event loop only, but for {@link #close}.
 */
interface EndpointClient {
    /** Of the head of an answer. */
    int HEADER_BYTES_MAX = 32 * 1024;

    /** Where HTTP/1.1 is certain, connections of the node's own cost less than Vert.x's, which speak HTTP/2 too. */
    static EndpointClient of(Vertx vertx, URI url, ClusterTarget cluster) {
        boolean tls = "https".equals(url.getScheme());
        return switch (cluster.speaks()) {
            case HTTP1 -> new Http1Endpoint(vertx, url, cluster);
            case HTTP2 -> new VertxEndpoint(vertx, url, cluster);
            case NEGOTIATED -> tls ? new VertxEndpoint(vertx, url, cluster) : new Http1Endpoint(vertx, url, cluster);
        };
    }

    /** Sends {@code outgoing}; the sink hears what comes back, on this event loop. */
    UpstreamCall send(UpstreamRequest outgoing, UpstreamSink sink);

    /** Whether {@code path} is answered with a status below 500 within {@code timeoutMillis}. Never fails. */
    Future<Probed> probe(String path, @Nullable CharSequence authorization, long timeoutMillis);

    void close();
}

package dev.edgewise.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to one central endpoint from one event loop: a pool of connections that never leaves its loop. TLS is always
 * verified; HTTP/2 is used where the endpoint offers it by ALPN, or in clear text with prior
 * knowledge where the operator says so.
 *
 * <p>Threads: its event loop only.
 */
public final class EndpointClient {
    private static final int HEADER_BYTES_MAX = 32 * 1024;

    private final HttpClient client;
    private final RequestOptions target;
    private final String basePath;

    EndpointClient(Vertx vertx, URI url, ClusterTarget cluster) {
        boolean tls = "https".equals(url.getScheme());
        ClusterTarget.Bounds bounds = cluster.bounds();
        var options = new HttpClientOptions()
                .setKeepAlive(true)
                .setKeepAliveTimeout(bounds.idleSecondsMax())
                .setConnectTimeout(bounds.connectMillisMax())
                .setTcpNoDelay(true)
                .setSslHandshakeTimeout(bounds.connectMillisMax())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setVerifyHost(true)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setDecompressionSupported(false);
        switch (cluster.speaks()) {
            case HTTP1 -> {}
            case HTTP2 ->
                options.setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(tls).setHttp2ClearTextUpgrade(false);
            case NEGOTIATED -> {
                if (tls) {
                    options.setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(true);
                }
            }
        }
        String caFile = cluster.caFile();
        if (tls && caFile != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(caFile));
        }
        client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions()
                        .setHttp1MaxSize(bounds.connectionsMax())
                        .setMaxWaitQueueSize(bounds.waitingMax()))
                // A broken connection ends its requests, where it is told.
                .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
                .build();
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        target = new RequestOptions()
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setMethod(HttpMethod.POST);
        String path = url.getRawPath();
        basePath = basePath(path == null ? "" : path);
    }

    /** What stands before the API's path; an operator who writes {@code /v1} at the end means the same as without. */
    private static String basePath(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.endsWith("/v1") ? trimmed.substring(0, trimmed.length() - 3) : trimmed;
    }

    /** Sends {@code outgoing}; the sink hears what comes back, on this event loop. */
    public UpstreamCall send(UpstreamRequest outgoing, UpstreamSink sink) {
        return UpstreamCall.start(
                client.request(new RequestOptions(target).setURI(basePath + outgoing.uri())), outgoing, sink);
    }

    /** Whether {@code path} is answered with a status below 500 within {@code timeoutMillis}. Never fails. */
    Future<Boolean> probe(String path, @Nullable CharSequence authorization, long timeoutMillis) {
        Future<HttpClientRequest> opened = client.request(new RequestOptions(target)
                .setMethod(HttpMethod.GET)
                .setURI(basePath + path)
                .setConnectTimeout(timeoutMillis));
        return opened.compose(request -> {
                    if (authorization != null) {
                        request.putHeader("authorization", authorization);
                    }
                    return request.send();
                })
                .compose(answer -> {
                    answer.handler(ignored -> {});
                    return answer.end().map(answer.statusCode() < 500);
                })
                .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
                // One that is merely forgotten keeps its connection for as long as the endpoint hangs.
                .onFailure(late -> opened.onSuccess(HttpClientRequest::reset))
                .otherwise(false);
    }

    public void close() {
        client.close();
    }
}

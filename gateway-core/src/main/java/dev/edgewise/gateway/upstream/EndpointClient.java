package dev.edgewise.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
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
    /** HTTP/1.1 connections per endpoint and event loop. */
    public static final int CONNECTIONS_MAX = 1024;
    /** Requests that wait for a connection, per endpoint and event loop. */
    public static final int WAITING_MAX = 1024;
    /** Shorter than what common servers keep idle connections for (uvicorn: 5 s), so that a reused one is alive. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int HEADER_BYTES_MAX = 32 * 1024;

    private final HttpClient client;
    private final RequestOptions target;
    private final String basePath;

    /** A client for {@code url}.
     *
     * @param caFile PEM of the authorities to trust, or null for the JDK's own */
    public EndpointClient(Vertx vertx, URI url, @Nullable String caFile, boolean clearTextHttp2) {
        boolean tls = "https".equals(url.getScheme());
        var options = new HttpClientOptions()
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTcpNoDelay(true)
                .setSslHandshakeTimeout(CONNECT_TIMEOUT_MILLIS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setVerifyHost(true)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setDecompressionSupported(false);
        if (tls || clearTextHttp2) {
            options.setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(tls).setHttp2ClearTextUpgrade(false);
        }
        if (tls && caFile != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(caFile));
        }
        client = vertx.createHttpClient(
                options, new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(WAITING_MAX));
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        target = new RequestOptions()
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setMethod(HttpMethod.POST);
        String path = url.getRawPath();
        basePath = path == null || path.equals("/")
                ? ""
                : path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
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
        var options = new RequestOptions(target).setMethod(HttpMethod.GET).setURI(basePath + path);
        return client.request(options)
                .compose(request -> {
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
                .otherwise(false);
    }

    public void close() {
        client.close();
    }
}

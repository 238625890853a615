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
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An endpoint that speaks HTTP/2, or may: by ALPN, or in clear text with prior knowledge. Over Vert.x's client. */
final class VertxEndpoint implements EndpointClient {
    private final HttpClient client;
    private final RequestOptions target;
    private final String basePath;

    VertxEndpoint(Vertx vertx, URI url, ClusterTarget cluster) {
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
        options.setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(tls);
        if (!tls) {
            options.setHttp2ClearTextUpgrade(false);
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
        Address address = Address.of(url);
        target = new RequestOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setSsl(tls)
                .setMethod(HttpMethod.POST);
        basePath = address.basePath();
    }

    @Override
    public UpstreamCall send(UpstreamRequest outgoing, UpstreamSink sink) {
        return VertxCall.start(
                client.request(new RequestOptions(target).setURI(basePath + outgoing.uri())), outgoing, sink);
    }

    @Override
    public Future<Probed> probe(String path, @Nullable CharSequence authorization, long timeoutMillis) {
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
                    return answer.end().map(Probed.status(answer.statusCode(), path));
                })
                .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
                // One that is merely forgotten keeps its connection for as long as the endpoint hangs.
                .onFailure(late -> opened.onSuccess(HttpClientRequest::reset))
                .otherwise(failed -> failed instanceof TimeoutException
                        ? Probed.late(timeoutMillis)
                        : Probed.broken(VertxCall.connectFault(failed)));
    }

    @Override
    public void close() {
        client.close();
    }
}

package dev.edgewise.loadtest.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;

/** An HTTP client on one event loop, with a bounded pool of kept connections to one target. */
public final class LoadClient implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private final Vertx vertx;
    private final Context context;
    private final HttpClient client;
    private final Target target;
    private final MultiMap headers;

    /**
     * @param connections most connections kept open at once; over HTTP/2 the streams share them
     * @param http2 speak HTTP/2, by prior knowledge in clear text
     * @param headers sent with every request, besides the content type
     */
    public LoadClient(Target target, int connections, boolean http2, Map<String, String> headers) {
        this.target = target;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.context = vertx.getOrCreateContext();
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setUseAlpn(http2 && target.tls())
                .setConnectTimeout(CONNECT_TIMEOUT_MS);
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions()
                        .setHttp1MaxSize(connections)
                        .setHttp2MaxSize(connections)
                        .setMaxWaitQueueSize(-1))
                // A broken connection fails its request, where it is counted.
                .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
                .build();
        this.headers = MultiMap.caseInsensitiveMultiMap()
                .add("Content-Type", "application/json")
                .addAll(headers);
    }

    /** The loop on which everything about this client happens. */
    public Context context() {
        return context;
    }

    /** The Vert.x instance, for timers. */
    public Vertx vertx() {
        return vertx;
    }

    /** A POST to the target on a free or new connection; the caller sends the body. */
    public Future<HttpClientRequest> post() {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setURI(target.path());
        headers.forEach(options::addHeader);
        return client.request(options);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

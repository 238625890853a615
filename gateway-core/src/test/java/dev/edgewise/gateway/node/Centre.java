package dev.edgewise.gateway.node;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small central cluster: it answers a chat at once, and leaves a stream open until the test ends it.
 */
public final class Centre implements AutoCloseable {
    static final String ANSWER = """
            {"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":\
            {"role":"assistant","content":"hello"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

    static final String FIRST_EVENT = """
            data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,\
            "delta":{"role":"assistant","content":"hello"},"finish_reason":null}]}

            """;

    static final String LAST_EVENTS = """
            data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,\
            "delta":{},"finish_reason":"stop"}]}

            data: [DONE]

            """;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<HttpServerResponse> streams = new ConcurrentLinkedQueue<>();
    private final AtomicInteger chats = new AtomicInteger();
    private final HttpServer server;

    public Centre() {
        server = vertx.createHttpServer().requestHandler(this::answer);
        server.listen(0, "127.0.0.1").await();
    }

    private void answer(HttpServerRequest request) {
        if (!request.method().name().equals("POST")) {
            request.response().end("{}");
            return;
        }
        request.body().onSuccess(body -> {
            chats.incrementAndGet();
            if (body.toString().contains("\"stream\":true")) {
                HttpServerResponse stream =
                        request.response().setChunked(true).putHeader("content-type", "text/event-stream");
                stream.write(FIRST_EVENT);
                streams.add(stream);
            } else {
                request.response().putHeader("content-type", "application/json").end(ANSWER);
            }
        });
    }

    /** The lines of a configuration with one model, {@code chat}, that this cluster answers. */
    public String yaml() {
        return """
                models: [{name: chat, central: {cluster: main, model: m}}]
                clusters: {main: {health: {interval: 1h, timeout: 30s}, endpoints: [{url: "%s"}]}}
                """.formatted(url());
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** The same with settings of the cluster that differ for each {@code version}. */
    String yaml(int version) {
        return yaml().replace("}]}}", "}], waiting: %d}}".formatted(1000 + version));
    }

    public int chats() {
        return chats.get();
    }

    /** Streams that have begun and not ended. */
    public int open() {
        return streams.size();
    }

    /** Ends every open stream as a complete answer. */
    public void finish() {
        for (HttpServerResponse stream = streams.poll(); stream != null; stream = streams.poll()) {
            stream.end(LAST_EVENTS);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}

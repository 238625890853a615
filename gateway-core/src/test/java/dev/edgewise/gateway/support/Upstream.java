package dev.edgewise.gateway.support;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * A small central endpoint on a free loopback port that records every request but the node's probes. Answers with a
 * chat completion until told otherwise.
 */
public final class Upstream implements AutoCloseable {
    /** What the default behaviour answers. */
    public static final String ANSWER = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":\
            {"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,\
            "completion_tokens":2,"total_tokens":5}}""";

    /** One request as it arrived; header names in lower case. */
    public record Seen(String method, String uri, Map<String, String> headers, String body) {}

    /** What to do with a request whose body is whole. On the upstream's event loop. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpServerRequest request, Buffer body);
    }

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicReference<Behaviour> behaviour = new AtomicReference<>(Upstream::answerChat);
    private final HttpServer server;

    private Upstream() {
        server = vertx.createHttpServer()
                .requestHandler(this::arrive)
                .listen(0, "127.0.0.1")
                .await();
    }

    public static Upstream start() {
        return new Upstream();
    }

    public static void answerChat(HttpServerRequest request, Buffer body) {
        request.response().putHeader("content-type", "application/json").end(ANSWER);
    }

    public int port() {
        return server.actualPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Every request so far, probes left out. */
    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public void forget() {
        seen.clear();
    }

    public void behave(Behaviour next) {
        behaviour.set(next);
    }

    public Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private void arrive(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET)) {
            request.response().putHeader("content-type", "application/json").end("{\"data\":[]}");
            return;
        }
        request.body().onSuccess(body -> {
            Map<String, String> headers = request.headers().entries().stream()
                    .collect(Collectors.toMap(
                            line -> line.getKey().toLowerCase(java.util.Locale.ROOT),
                            Map.Entry::getValue,
                            (a, b) -> a + ", " + b));
            seen.add(new Seen(request.method().name(), request.uri(), headers, body.toString(StandardCharsets.UTF_8)));
            behaviour.get().answer(request, body);
        });
    }
}

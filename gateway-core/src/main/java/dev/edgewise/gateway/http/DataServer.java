package dev.edgewise.gateway.http;

import dev.edgewise.gateway.guard.Guard;
import dev.edgewise.gateway.guard.Http2Heads;
import dev.edgewise.gateway.guard.LoopGuard;
import dev.edgewise.gateway.guard.Reason;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.pipeline.RequestPipeline;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Methods;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.RequestIds;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.request.TraceContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The data plane's listeners on one event loop. Turns an HTTP request into an {@link Arrival} and hands it to the
 * loop's own pipeline; a request never leaves its loop.
 */
public final class DataServer extends VerticleBase {
    /** How long readers may take to take what they were sent when the node stops. */
    private static final Duration FLUSH_TIME_MAX = Duration.ofSeconds(2);

    private final List<Listener> listeners;
    private final LoopAssembly assembly;
    private final Guard guard;
    private final NodeClock clock;
    private final RandomGenerator random;
    private final List<HttpServer> servers = new ArrayList<>();

    /** @param assembly makes the pipeline of this loop */
    public DataServer(
            List<Listener> listeners, LoopAssembly assembly, Guard guard, NodeClock clock, RandomGenerator random) {
        this.guard = guard;
        this.listeners = listeners;
        this.assembly = assembly;
        this.clock = clock;
        this.random = random;
    }

    /** Makes what belongs to one event loop. */
    @FunctionalInterface
    public interface LoopAssembly {
        RequestPipeline assemble(io.vertx.core.Vertx vertx, Lane lane);
    }

    @Override
    public Future<?> start() {
        Lane lane = LoopLane.of(context);
        RequestPipeline pipeline = assembly.assemble(vertx, lane);
        LoopGuard loopGuard = guard.onLoop(vertx);
        List<Future<?>> listening = new ArrayList<>();
        for (Listener listener : listeners) {
            HttpServer server = vertx.createHttpServer(onLoop(listener.options()))
                    .connectionHandler(loopGuard::connected)
                    .invalidRequestHandler(invalid -> Invalid.answer(invalid, loopGuard, random))
                    .requestHandler(request -> arrive(request, lane, pipeline));
            servers.add(server);
            HttpServerOptions address = listener.options();
            String setting = address.isSsl() ? "listen.https" : "listen.http";
            listening.add(server.listen()
                    .onSuccess(bound -> listener.bound(bound.actualPort()))
                    .recover(cause -> Future.failedFuture(
                            new ListenFailure(setting, address.getHost(), address.getPort(), cause))));
        }
        return Future.all(new ArrayList<>(listening));
    }

    /**
     * Every response is written by its own loop, so Vert.x need not queue what is written; and as nobody is offered a
     * WebSocket, no handler need look for one in each message.
     */
    private static HttpServerOptions onLoop(HttpServerOptions options) {
        return new HttpServerOptions(options)
                .setStrictThreadMode(true)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    /** Stops taking connections; what has been answered may still leave, then every connection is closed. */
    @Override
    public Future<?> stop() {
        return Future.join(
                servers.stream().map(server -> server.shutdown(FLUSH_TIME_MAX)).toList());
    }

    private void arrive(HttpServerRequest request, Lane lane, RequestPipeline pipeline) {
        var record = new RequestRecord(clock);
        var headers = new VertxHeaders(request.headers());
        String path = request.path() == null ? "" : request.path();
        Api api = Api.at(path);
        var trace = TraceContext.continuing(headers.get("traceparent"), random);
        String query = request.query();
        EdgeDeadline deadline = EdgeDeadline.of(headers.get("edge-deadline"));
        var arrival = new Arrival(
                api,
                request.method().name(),
                path,
                query == null ? "" : query,
                headers,
                request.remoteAddress().hostAddress(),
                RequestIds.of(headers.get("x-request-id"), random),
                trace,
                record.arrivedNanos() + pipeline.deadlineNanos(deadline.nanos()));
        var exchange = new VertxExchange(arrival, record, lane, request, vertx);
        Refusal refusal = refusal(request, deadline, api, path);
        if (refusal != null) {
            pipeline.refuse(exchange, refusal);
        } else if (arrival.method().equals(Methods.OPTIONS)) {
            pipeline.options(exchange);
        } else {
            pipeline.arrive(exchange, exchange);
        }
    }

    private @org.jspecify.annotations.Nullable Refusal refusal(
            HttpServerRequest request, EdgeDeadline deadline, Api api, String path) {
        if (request.version() == HttpVersion.HTTP_2) {
            Reason wrong = Http2Heads.check(request, guard.limits());
            if (wrong != null) {
                guard.count(wrong);
                return wrong.refusal();
            }
        }
        Refusal wrong = deadline.isValid() ? refusal(request.method(), api, path) : deadline.refusal();
        if (wrong == null) {
            wrong = encoded(request.getHeader(HttpHeaderNames.CONTENT_ENCODING));
        }
        return wrong == null && request.method().name().equals(Methods.QUERY)
                ? typed(request.getHeader("content-type"), Methods.at(api, path).acceptQuery(api))
                : wrong;
    }

    /** What {@code QUERY} asks for is what its body says, and nobody is to guess what that is (RFC 10008, section 2). */
    private static @org.jspecify.annotations.Nullable Refusal typed(
            @org.jspecify.annotations.Nullable String type, String accepted) {
        if (type == null || type.isBlank()) {
            return Refusal.invalid(
                    "missing_content_type",
                    "Content-Type",
                    "A QUERY says what its body is: send Content-Type: " + accepted + ".");
        }
        int end = type.indexOf(';');
        String bare = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return List.of(accepted.split(", ", -1)).contains(bare)
                ? null
                : new Refusal(
                        415,
                        "invalid_request_error",
                        "unsupported_media_type",
                        "Content-Type",
                        "A QUERY here takes " + accepted + ", not " + shown(type) + ".",
                        false,
                        -1);
    }

    /** Bodies are read as they come: what unpacks to more than was announced has no way in. */
    private static @org.jspecify.annotations.Nullable Refusal encoded(
            @org.jspecify.annotations.Nullable String encoding) {
        return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity")
                ? null
                : new Refusal(
                        415,
                        "invalid_request_error",
                        "unsupported_encoding",
                        "Content-Encoding",
                        "The body is sent with Content-Encoding: " + shown(encoding)
                                + ", which this node does not unpack. Send it uncompressed, without that header.",
                        false,
                        -1);
    }

    private static @org.jspecify.annotations.Nullable Refusal refusal(HttpMethod method, Api api, String path) {
        return switch (api) {
            case NONE ->
                Refusal.client(
                        404,
                        "unknown_url",
                        "There is nothing at " + shown(path)
                                + ". This node serves POST /v1/chat/completions, /v1/completions, /v1/embeddings, /v1/classify, /v1/moderations, /v1/rerank,"
                                + " GET /v1/models and the Open Inference Protocol below /v2.");
            case CHAT, COMPLETIONS, EMBEDDINGS, CLASSIFY, MODERATIONS, RERANK, MODELS, TENSORS ->
                wrongMethod(method, Methods.at(api, path), path);
        };
    }

    private static @org.jspecify.annotations.Nullable Refusal wrongMethod(HttpMethod used, Methods right, String path) {
        return right.allows(used.name()) || used.name().equals(Methods.OPTIONS)
                ? null
                : Refusal.client(405, "method_not_allowed", "Use " + right.first() + " for " + shown(path) + ".");
    }

    private static String shown(String path) {
        return path.length() > 100 ? path.substring(0, 100) + "…" : path;
    }
}

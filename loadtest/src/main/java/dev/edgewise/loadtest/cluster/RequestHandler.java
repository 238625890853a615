package dev.edgewise.loadtest.cluster;

import dev.edgewise.loadtest.cluster.RecordedRequest.Header;
import dev.edgewise.loadtest.cluster.answer.ApiError;
import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads each request whole, records it, and has it answered. Runs on one event loop. */
final class RequestHandler implements Handler<HttpServerRequest> {
    /** A longer body is answered 413. */
    static final int BODY_MAX_BYTES = 64 * 1024 * 1024;

    private final Routes routes;
    private final FaultPlan faults;
    private final FaultyServer server;
    private final Load load;
    private final Recorder recorder;
    private final InstantSource clock;
    private final BooleanSupplier healthy;
    private long number;

    RequestHandler(
            Routes routes,
            FaultPlan faults,
            FaultyServer server,
            Load load,
            Recorder recorder,
            InstantSource clock,
            BooleanSupplier healthy) {
        this.routes = routes;
        this.faults = faults;
        this.server = server;
        this.load = load;
        this.recorder = recorder;
        this.clock = clock;
        this.healthy = healthy;
    }

    @Override
    public void handle(HttpServerRequest request) {
        RecordedRequest record = record(request, ++number);
        EventLoop loop = Wire.channel(request.connection()).eventLoop();
        request.response()
                .putHeader("Server", "standin")
                .putHeader("x-standin-request", Long.toString(number))
                .putHeader("x-request-id", "req_" + number);
        Exchange exchange = new Exchange(request, loop, load, record);
        Routes.Head head = new Routes.Head(header(request, "Authorization"), header(request, "Content-Type"));
        Optional<ApiError> refusal = routes.checkHead(request.method().name(), exchange.path(), head);
        BodyReader.read(
                request,
                BODY_MAX_BYTES,
                body -> {
                    record.bodyReceived(body.getBytes());
                    answer(exchange, record, refusal.orElse(null), body);
                },
                () -> exchange.error(new ApiError(
                        413,
                        "The body is larger than " + BODY_MAX_BYTES + " bytes.",
                        "invalid_request_error",
                        null,
                        null)));
    }

    private void answer(Exchange exchange, RecordedRequest record, @Nullable ApiError refusal, Buffer body) {
        if (refusal != null) {
            exchange.error(refusal);
            return;
        }
        switch (routes.reply(exchange.path(), body, record.number(), healthy.getAsBoolean())) {
            case Reply.Refused refused -> exchange.error(refused.error());
            case Reply.Plain plain -> exchange.body(plain.contentType(), plain.body());
            case Reply.Vectors vectors ->
                model(exchange, new Answer.Whole(vectors.body(), vectors.promptTokens(), 0, 0));
            case Reply.Text text -> model(exchange, Answer.of(text.generation(), stamp(exchange.request(), record)));
        }
    }

    private void model(Exchange exchange, Answer answer) {
        Optional<Fault> fault;
        try {
            fault = faults.next(exchange.request().getHeader("x-fault"));
        } catch (IllegalArgumentException e) {
            exchange.error(ApiError.invalid(Objects.requireNonNullElse(e.getMessage(), "no fault"), "x-fault"));
            return;
        }
        exchange.enter(answer.promptTokens(), () -> server.serve(exchange, answer, fault.orElse(null)));
    }

    /** When asked by {@code x-stamp}, each event tells its number and when it was sent, in microseconds since 1970. */
    private Supplier<String> stamp(HttpServerRequest request, RecordedRequest record) {
        return request.getHeader("x-stamp") == null
                ? () -> ""
                : () -> ",\"standin\":{\"seq\":" + record.chunks() + ",\"sent_us\":"
                        + ChronoUnit.MICROS.between(java.time.Instant.EPOCH, clock.instant()) + "}";
    }

    private RecordedRequest record(HttpServerRequest request, long number) {
        List<Header> headers = new ArrayList<>(request.headers().size());
        request.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        RecordedRequest record = new RecordedRequest(
                number,
                request.method().name(),
                request.uri(),
                request.version() == HttpVersion.HTTP_2
                        ? "HTTP/2"
                        : request.version() == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1",
                Wire.channel(request.connection()).id().asShortText(),
                List.copyOf(headers),
                System.nanoTime());
        recorder.add(record);
        return record;
    }

    private static String header(HttpServerRequest request, String name) {
        return Objects.requireNonNullElse(request.getHeader(name), "");
    }
}

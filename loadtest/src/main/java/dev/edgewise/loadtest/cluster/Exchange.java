package dev.edgewise.loadtest.cluster;

import dev.edgewise.loadtest.cluster.RecordedRequest.Ending;
import dev.edgewise.loadtest.cluster.answer.ApiError;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request from the start of its answer to its end: slot, pace, record. Event loop only. */
final class Exchange {
    private static final String RETRY_AFTER_SECONDS = "1";

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final EventLoop loop;
    private final Load load;
    private final RecordedRequest record;
    private @Nullable Runnable waiting;
    private @Nullable PartsWriter writer;
    private boolean holdsSlot;
    private boolean over;

    Exchange(HttpServerRequest request, EventLoop loop, Load load, RecordedRequest record) {
        this.request = request;
        this.response = request.response();
        this.loop = loop;
        this.load = load;
        this.record = record;
        response.exceptionHandler(gone -> clientGone());
        response.closeHandler(gone -> clientGone());
        request.exceptionHandler(gone -> clientGone());
    }

    HttpServerRequest request() {
        return request;
    }

    /** The path without the query; empty when the request line had none. */
    String path() {
        return Objects.requireNonNullElse(request.path(), "");
    }

    boolean over() {
        return over;
    }

    /** Waits for a slot, then runs {@code work}; never when the client leaves before. */
    void enter(int promptTokens, Runnable work) {
        Runnable atWork = () -> {
            waiting = null;
            holdsSlot = true;
            load.promptTokens.add(promptTokens);
            work.run();
        };
        waiting = atWork;
        load.enter(atWork);
    }

    /** Runs {@code action} later unless the exchange is over by then. */
    void after(long nanos, Runnable action) {
        if (nanos <= 0) {
            action.run();
        } else {
            var _ = loop.schedule(
                    () -> {
                        if (!over()) {
                            action.run();
                        }
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        }
    }

    void error(ApiError error) {
        load.refused.increment();
        response.setStatusCode(error.status());
        if (error.retryLater()) {
            response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        switch (error.status()) {
            case 401 -> response.putHeader("WWW-Authenticate", "Bearer");
            case 405 -> response.putHeader("Allow", Routes.isModelCall(path()) ? "POST" : "GET, HEAD");
            default -> {}
        }
        body("application/json", Buffer.buffer(error.toJson().toString()));
    }

    /** Sends a whole body and ends. */
    void body(String contentType, Buffer body) {
        response.putHeader("Content-Type", contentType);
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", Integer.toString(body.length()));
            response.end();
        } else {
            response.end(body);
        }
        record.chunkSent();
        ended(new Ending.Answered(System.nanoTime(), response.getStatusCode()));
    }

    /** Sends a model's JSON body and ends. */
    void whole(Buffer body, int tokens) {
        load.answered.increment();
        load.generatedTokens.add(tokens);
        body("application/json", body);
    }

    /** Announces a JSON body of this length, its parts to follow. */
    void announceBody(long length) {
        response.putHeader("Content-Type", "application/json").putHeader("Content-Length", Long.toString(length));
    }

    /** Announces a stream, its events to follow. */
    void announceEvents() {
        response.putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-cache")
                .setChunked(true);
    }

    /** Writes parts from {@code delayNanos} on, one per {@code gapNanos}, then runs {@code then}. */
    void write(Parts parts, long delayNanos, long gapNanos, Runnable then) {
        PartsWriter made = new PartsWriter(response, loop, parts, gapNanos, this::sent, then);
        writer = made;
        made.start(delayNanos);
    }

    private void sent(Part part) {
        record.chunkSent();
        load.generatedTokens.add(part.tokens());
    }

    /** Ends an answer whose parts are all written. */
    void complete() {
        response.end();
        load.answered.increment();
        ended(new Ending.Answered(System.nanoTime(), response.getStatusCode()));
    }

    /** Marks the exchange as broken off; the caller then does so. */
    void broken(Fault fault) {
        ended(new Ending.Broken(System.nanoTime(), fault));
    }

    private void clientGone() {
        if (!over()) {
            load.cancelled.increment();
            ended(new Ending.Cancelled(System.nanoTime()));
        }
    }

    private void ended(Ending how) {
        over = true;
        if (writer != null) {
            writer.stop();
        }
        if (waiting != null) {
            load.withdraw(waiting);
        }
        if (holdsSlot) {
            holdsSlot = false;
            load.leave();
        }
        // Last: whoever waits for the ending finds the figures settled.
        record.end(how);
    }
}

package dev.edgewise.loadtest.run;

import dev.edgewise.loadtest.client.EventKind;
import dev.edgewise.loadtest.client.Failure;
import dev.edgewise.loadtest.client.LoadClient;
import dev.edgewise.loadtest.client.SseReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One request from its due moment to its end. Event loop only. */
final class Attempt {
    private final LoadClient client;
    private final Tally tally;
    private final long dueNanos;
    private final boolean reported;
    private final Runnable over;
    private final Histogram gaps;
    private @Nullable HttpClientRequest request;
    private long timer;
    private long sentNanos;
    private long firstTokenNanos;
    private long lastTokenNanos;
    private int tokens;
    private long bytes;
    private boolean done;
    private boolean ended;
    private @Nullable String streamError;

    /**
     * @param reported false in the warm-up
     * @param over run once at the end
     */
    Attempt(LoadClient client, Tally tally, long dueNanos, boolean reported, Runnable over) {
        this.client = client;
        this.tally = tally;
        this.dueNanos = dueNanos;
        this.reported = reported;
        this.over = over;
        this.gaps = tally.gap;
    }

    void start(Buffer body, Duration timeout) {
        timer = client.vertx().setTimer(timeout.toMillis(), fired -> {
            fail(Failure.TIMEOUT);
            HttpClientRequest running = request;
            if (running != null) {
                running.reset();
            }
        });
        client.post().onComplete(got -> {
            if (got.failed()) {
                fail(Failure.of(got.cause()));
            } else if (ended) {
                got.result().reset();
            } else {
                send(got.result(), body);
            }
        });
    }

    private void send(HttpClientRequest connected, Buffer body) {
        request = connected;
        sentNanos = System.nanoTime();
        connected.exceptionHandler(cause -> fail(Failure.of(cause)));
        connected.send(body).onComplete(response -> {
            if (response.failed()) {
                fail(Failure.of(response.cause()));
            } else {
                receive(response.result());
            }
        });
    }

    private void receive(HttpClientResponse response) {
        response.exceptionHandler(cause -> fail(Failure.of(cause)));
        boolean stream = response.statusCode() == 200
                && Objects.requireNonNullElse(response.getHeader("Content-Type"), "")
                        .startsWith("text/event-stream");
        SseReader reader = new SseReader(this::event);
        response.handler(chunk -> {
            bytes += chunk.length();
            if (stream) {
                reader.feed(chunk);
            }
        });
        response.endHandler(end -> finish(response, stream));
    }

    private void event(Buffer data) {
        switch (EventKind.of(data)) {
            case TOKEN -> token();
            case OTHER -> {}
            case ERROR -> streamError = Failure.STREAM_ERROR;
            case DONE -> done = true;
        }
    }

    private void token() {
        long now = System.nanoTime();
        if (tokens == 0) {
            firstTokenNanos = now;
        } else if (reported) {
            Tally.time(gaps, now - lastTokenNanos);
        }
        tokens++;
        lastTokenNanos = now;
    }

    private void finish(HttpClientResponse response, boolean stream) {
        if (reported && !ended) {
            Tally.count(tally.statuses, Integer.toString(response.statusCode()));
            Tally.count(tally.servedBy, header(response, "Edge-Served-By"));
            Tally.count(tally.why, header(response, "Edge-Why"));
        }
        if (response.statusCode() >= 400) {
            fail(Failure.ofStatus(response.statusCode()));
        } else if (streamError != null) {
            fail(streamError);
        } else if (stream && !done) {
            fail(Failure.STREAM_CUT);
        } else {
            succeed();
        }
    }

    private static String header(HttpClientResponse response, String name) {
        return Objects.requireNonNullElse(response.getHeader(name), "(none)");
    }

    private void succeed() {
        if (end() && reported) {
            long now = System.nanoTime();
            Tally.Interval interval = tally.at(now);
            tally.answered++;
            interval.answered++;
            tally.tokens += tokens;
            tally.bytes += bytes;
            Tally.time(tally.latency, now - dueNanos);
            Tally.time(interval.latency, now - dueNanos);
            Tally.time(tally.service, now - sentNanos);
            Tally.time(tally.lag, sentNanos - dueNanos);
            if (tokens > 0) {
                Tally.time(tally.firstToken, firstTokenNanos - dueNanos);
                Tally.time(tally.at(firstTokenNanos).firstToken, firstTokenNanos - dueNanos);
            }
        }
    }

    private void fail(String name) {
        if (end() && reported) {
            tally.error(name, System.nanoTime());
        }
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        client.vertx().cancelTimer(timer);
        over.run();
        return true;
    }
}

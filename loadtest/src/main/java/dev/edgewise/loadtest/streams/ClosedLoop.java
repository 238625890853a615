package dev.edgewise.loadtest.streams;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.loadtest.client.Failure;
import dev.edgewise.loadtest.client.LoadClient;
import dev.edgewise.loadtest.client.SseReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Keeps a number of streams running, each followed by the next, and checks every event of each. */
public final class ClosedLoop {
    private final StreamsOptions options;
    private final LoadClient client;
    private final StreamsTally tally;
    private final CompletableFuture<StreamsReport> finished = new CompletableFuture<>();
    private int live;

    private ClosedLoop(StreamsOptions options, LoadClient client) {
        this.options = options;
        this.client = client;
        this.tally = new StreamsTally(System.nanoTime());
        this.live = options.streams();
    }

    /**
     * Runs to the end and reports. Blocks the calling thread.
     *
     * @throws InterruptedException when interrupted; the load stops
     */
    public static StreamsReport run(StreamsOptions options) throws InterruptedException {
        Map<String, String> headers = new HashMap<>(options.headers());
        headers.put("x-stamp", "1");
        try (LoadClient client = new LoadClient(options.target(), options.streams(), options.http2(), headers)) {
            ClosedLoop run = new ClosedLoop(options, client);
            client.context().runOnContext(begin -> run.begin());
            return run.finished.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the driver failed", e.getCause());
        }
    }

    private void begin() {
        for (int i = 0; i < options.streams(); i++) {
            int stream = i;
            long delayMs = options.ramp().toMillis() * i / options.streams();
            if (delayMs == 0) {
                new Round(stream, 0).start();
            } else {
                client.vertx().setTimer(delayMs, due -> new Round(stream, 0).start());
            }
        }
    }

    private Buffer body(int stream, int round) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("model", options.model())
                .put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", "Run " + options.seed() + ", stream " + stream + ", round " + round);
        return Buffer.buffer(body.toString());
    }

    /** One stream from request to end. */
    private final class Round {
        private final int stream;
        private final int round;
        private final StreamCheck check = new StreamCheck();
        private final SseReader reader = new SseReader(this::event);
        private final long timer;
        private @Nullable HttpClientRequest request;
        private boolean over;

        Round(int stream, int round) {
            this.stream = stream;
            this.round = round;
            this.timer = client.vertx().setTimer(options.timeout().toMillis(), fired -> end(Failure.TIMEOUT));
        }

        void start() {
            client.post()
                    .compose(connected -> {
                        request = connected;
                        connected.exceptionHandler(cause -> end(Failure.of(cause)));
                        return connected.send(body(stream, round));
                    })
                    .onSuccess(this::receive)
                    .onFailure(cause -> end(Failure.of(cause)));
        }

        private void receive(HttpClientResponse response) {
            response.exceptionHandler(cause -> end(Failure.of(cause)));
            if (response.statusCode() != 200) {
                response.endHandler(done -> end(Failure.ofStatus(response.statusCode())));
                return;
            }
            response.handler(reader::feed);
            response.endHandler(done -> end(check.verdict(reader.atBoundary())));
        }

        private void event(Buffer data) {
            boolean first = check.events() == 0;
            long sentUs = check.event(data);
            if (sentUs != StreamCheck.ABSENT) {
                tally.delay(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - sentUs, first);
            }
        }

        private void end(String problem) {
            if (over) {
                return;
            }
            over = true;
            client.vertx().cancelTimer(timer);
            HttpClientRequest running = request;
            if (!problem.isEmpty() && running != null) {
                running.reset();
            }
            tally.stream(problem, check.events(), check.tokens());
            if (round + 1 < options.rounds()) {
                client.context().runOnContext(next -> new Round(stream, round + 1).start());
            } else if (--live == 0) {
                finished.complete(tally.report(options, System.nanoTime()));
            }
        }
    }
}

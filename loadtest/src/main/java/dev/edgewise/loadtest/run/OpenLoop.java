package dev.edgewise.loadtest.run;

import dev.edgewise.loadtest.client.Failure;
import dev.edgewise.loadtest.client.LoadClient;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests at their due moments. A request's latency counts from the moment it was due, so that a slow target
 * cannot hide its slowness by delaying the requests behind it (Tene, "How NOT to measure latency").
 */
public final class OpenLoop {
    private static final long START_DELAY_NANOS = Duration.ofMillis(20).toNanos();

    private final RunOptions options;
    private final Bodies bodies;
    private final LoadClient client;
    private final EventLoop loop;
    private final SplittableRandom random;
    private final Tally tally;
    private final CompletableFuture<Tally> finished = new CompletableFuture<>();
    private final long reportNanos;
    private final long endNanos;
    private long nextNanos;
    private long number;
    private int inFlight;
    private boolean started;

    private OpenLoop(RunOptions options, Bodies bodies, LoadClient client) {
        this.options = options;
        this.bodies = bodies;
        this.client = client;
        this.loop = ((ContextInternal) client.context()).nettyEventLoop();
        this.random = new SplittableRandom(options.seed());
        this.nextNanos = System.nanoTime() + START_DELAY_NANOS;
        this.reportNanos = nextNanos + options.warmup().toNanos();
        this.endNanos = reportNanos + options.duration().toNanos();
        this.tally = new Tally(reportNanos, options.duration().toNanos());
    }

    /**
     * Runs to the end and reports. Blocks the calling thread for warm-up, duration and at most the timeout.
     *
     * @throws InterruptedException when interrupted; the load stops
     */
    public static RunReport run(RunOptions options, Bodies bodies) throws InterruptedException {
        Instant startedAt = Instant.now();
        try (LoadClient client =
                new LoadClient(options.target(), options.connections(), options.http2(), options.headers())) {
            OpenLoop run = new OpenLoop(options, bodies, client);
            client.context().runOnContext(begin -> run.tick());
            return RunReport.of(options, startedAt, run.finished.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the driver failed", e.getCause());
        }
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            while (nextNanos <= now && nextNanos < endNanos) {
                arrive(nextNanos);
                nextNanos += options.arrivals().gapNanos(options.ratePerSecond(), random);
            }
            if (nextNanos < endNanos) {
                var _ = loop.schedule(this::dispatch, nextNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            } else {
                started = true;
                finishWhenIdle();
            }
        } catch (RuntimeException | Error e) {
            finished.completeExceptionally(e);
        }
    }

    private void dispatch() {
        client.context().runOnContext(due -> tick());
    }

    private void arrive(long dueNanos) {
        boolean reported = dueNanos >= reportNanos;
        long n = number++;
        if (reported) {
            tally.due++;
        }
        if (inFlight >= options.inFlightMax()) {
            if (reported) {
                tally.error(Failure.NOT_SENT, dueNanos);
            }
            return;
        }
        inFlight++;
        if (reported) {
            tally.sent++;
            tally.at(dueNanos).sent++;
            tally.inFlightPeak = Math.max(tally.inFlightPeak, inFlight);
        }
        new Attempt(client, tally, dueNanos, reported, this::over).start(bodies.get(n), options.timeout());
    }

    private void over() {
        inFlight--;
        finishWhenIdle();
    }

    private void finishWhenIdle() {
        if (started && inFlight == 0) {
            // Behind what the last request still has to count.
            loop.execute(() -> finished.complete(tally));
        }
    }
}

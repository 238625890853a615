package dev.edgewise.loadtest.cluster;

import dev.edgewise.loadtest.cluster.answer.ApiError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Serves a model's answer at its pace, well or as a {@link Fault} wants it. Event loop only. */
final class FaultyServer {
    /** What was written has left for the peer by then, so that a reset does not swallow it. */
    private static final long BEFORE_RESET_NANOS = Duration.ofMillis(5).toNanos();

    private static final int GOOD_EVENTS_BEFORE_BAD = 3;
    private static final Buffer BAD_EVENT = Buffer.buffer("data: {\"id\":\"broken\",\"choices\":[{\"delta\":\n\n");

    private final long ttftNanos;
    private final long gapNanos;
    private final Load load;
    private final Consumer<Duration> refuseConnections;

    FaultyServer(ClusterOptions options, Load load, Consumer<Duration> refuseConnections) {
        this.ttftNanos = options.ttft().toNanos();
        this.gapNanos = options.gap().toNanos();
        this.load = load;
        this.refuseConnections = refuseConnections;
    }

    void serve(Exchange exchange, Answer answer, @Nullable Fault fault) {
        if (fault == null) {
            well(exchange, answer, 0);
            return;
        }
        load.faults.increment();
        HttpConnection connection = exchange.request().connection();
        switch (fault) {
            case Fault.Refuse refuse -> {
                exchange.broken(fault);
                refuseConnections.accept(refuse.pause());
            }
            case Fault.Reset _ -> breakOff(exchange, fault, () -> Wire.reset(connection));
            case Fault.ResetMid mid ->
                partly(
                        exchange,
                        answer,
                        mid.events(),
                        () -> exchange.after(
                                BEFORE_RESET_NANOS, () -> breakOff(exchange, fault, () -> Wire.reset(connection))));
            case Fault.Stall _ -> {}
            case Fault.StallMid mid -> partly(exchange, answer, mid.events(), () -> {});
            case Fault.Slow slow -> well(exchange, answer, slow.extra().toNanos());
            case Fault.Garbage _ -> breakOff(exchange, fault, () -> Wire.garbage(connection));
            case Fault.BadJson _ -> badJson(exchange, answer);
            case Fault.Truncate mid ->
                partly(exchange, answer, mid.events(), () -> breakOff(exchange, fault, () -> Wire.close(connection)));
            case Fault.NoDone _ -> noDone(exchange, answer);
            case Fault.Status status -> exchange.error(ApiError.ofStatus(status.status()));
            case Fault.ErrorMid mid -> errorMid(exchange, answer, mid.events());
            case Fault.Big big -> big(exchange, answer, big.mebibytes());
            case Fault.Drip drip -> drip(exchange, answer, drip.perByte().toNanos());
        }
    }

    private void well(Exchange exchange, Answer answer, long extraNanos) {
        switch (answer) {
            case Answer.Whole whole ->
                exchange.after(
                        ttftNanos + extraNanos + gapNanos * whole.paced(),
                        () -> exchange.whole(whole.body(), whole.tokens()));
            case Answer.Events events ->
                stream(exchange, events.parts(true), ttftNanos + extraNanos, exchange::complete);
        }
    }

    private void stream(Exchange exchange, Parts parts, long delayNanos, Runnable then) {
        exchange.announceEvents();
        exchange.write(parts, delayNanos, gapNanos, then);
    }

    private static void breakOff(Exchange exchange, Fault fault, Runnable how) {
        exchange.broken(fault);
        how.run();
    }

    private void partly(Exchange exchange, Answer answer, int events, Runnable then) {
        switch (answer) {
            case Answer.Whole whole -> {
                exchange.announceBody(whole.body().length());
                exchange.write(PartsOf.whole(whole.half(), 0), ttftNanos, 0, then);
            }
            case Answer.Events stream -> stream(exchange, PartsOf.limited(stream.parts(true), events), ttftNanos, then);
        }
    }

    private void badJson(Exchange exchange, Answer answer) {
        switch (answer) {
            case Answer.Whole whole -> exchange.after(ttftNanos, () -> exchange.whole(whole.half(), 0));
            case Answer.Events events -> {
                Parts good = events.parts(true);
                Parts start = PartsOf.limited(good, GOOD_EVENTS_BEFORE_BAD);
                Parts parts = PartsOf.concat(PartsOf.concat(start, PartsOf.whole(BAD_EVENT, 0)), good);
                stream(exchange, parts, ttftNanos, exchange::complete);
            }
        }
    }

    private void noDone(Exchange exchange, Answer answer) {
        switch (answer) {
            case Answer.Whole whole -> well(exchange, whole, 0);
            case Answer.Events events -> stream(exchange, events.parts(false), ttftNanos, exchange::complete);
        }
    }

    private void errorMid(Exchange exchange, Answer answer, int events) {
        switch (answer) {
            case Answer.Whole _ -> exchange.after(ttftNanos, () -> exchange.error(ApiError.ofStatus(500)));
            case Answer.Events stream -> {
                Parts start = PartsOf.limited(stream.parts(true), events);
                Parts parts = PartsOf.concat(start, PartsOf.whole(PartsOf.errorEvent(), 0));
                stream(exchange, parts, ttftNanos, exchange::complete);
            }
        }
    }

    private void big(Exchange exchange, Answer answer, int mebibytes) {
        switch (answer) {
            case Answer.Whole whole -> {
                String before = "{\"padding\":\"";
                String after = "\"," + whole.body().getString(1, whole.body().length());
                exchange.announceBody(before.length()
                        + PartsOf.fillerBytes(mebibytes)
                        + Buffer.buffer(after).length());
                exchange.write(PartsOf.filled(before, mebibytes, after), ttftNanos, 0, exchange::complete);
            }
            case Answer.Events events -> {
                Answer.Events filled =
                        new Answer.Events(PartsOf.filled(events.generation(), mebibytes), events.stamp());
                exchange.announceEvents();
                exchange.write(filled.parts(true), ttftNanos, 0, exchange::complete);
            }
        }
    }

    private void drip(Exchange exchange, Answer answer, long perByteNanos) {
        Parts parts = switch (answer) {
            case Answer.Whole whole -> {
                exchange.announceBody(whole.body().length());
                yield PartsOf.whole(whole.body(), whole.tokens());
            }
            case Answer.Events events -> {
                exchange.announceEvents();
                yield events.parts(true);
            }
        };
        exchange.write(PartsOf.dripped(parts), ttftNanos, perByteNanos, exchange::complete);
    }
}

package dev.edgewise.gateway.answer;

import dev.edgewise.cache.answer.UsageFilter;
import dev.edgewise.cache.flight.Detachment;
import dev.edgewise.cache.flight.Flight;
import dev.edgewise.cache.flight.FlightFault;
import dev.edgewise.cache.flight.FlightListener;
import dev.edgewise.cache.flight.Subscription;
import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.api.OpenAiErrors;
import dev.edgewise.gateway.lane.Slot;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.ReplyStream;
import dev.edgewise.gateway.upstream.Bytes;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the answer that another request is fetching, and passes its events on as they come.
 *
 * <p>Threads: the flight calls from anywhere and is handed over to the request's own event loop at once.
 */
final class Following implements FlightListener<Landed, Refusal>, Deadlines.Expiring {
    private static final Refusal LATE = Refusal.unavailable(
            504,
            "deadline_exceeded",
            "The request's deadline passed while it waited for the same answer that another request is fetching. Send a longer Edge-Deadline.",
            1_000);
    private static final Refusal BEHIND = Refusal.unavailable(
            503,
            "reader_too_slow",
            "The stream went on without this client, which read too slowly. The request may be retried.",
            1_000);

    private final Exchange exchange;
    private final Subscription<Landed, Refusal> subscription;
    private final @Nullable UsageFilter usage;
    private final Supplier<HeaderList> headers;
    private final Deadlines deadlines;
    private final Slot<Followed> end = new Slot<>();
    private @Nullable ReplyStream client;
    private boolean done;
    private long unacknowledged;

    /** @param usage what hides the usage from a client that did not ask for it; null when it did */
    Following(
            Exchange exchange,
            Subscription<Landed, Refusal> subscription,
            @Nullable UsageFilter usage,
            Supplier<HeaderList> headers,
            Deadlines deadlines) {
        this.exchange = exchange;
        this.subscription = subscription;
        this.usage = usage;
        this.headers = headers;
        this.deadlines = deadlines;
    }

    /** Begins to listen; on the event loop. */
    void start() {
        deadlines.add(this);
        exchange.onClientGone(() -> {
            subscription.cancel();
            finish(new Followed.Left());
        });
        subscription.start(this);
    }

    /** Waits for the end, on the request's virtual thread. */
    Followed await() {
        return end.take();
    }

    @Override
    public void chunk(byte[] events) {
        exchange.lane().onLoop(() -> write(events));
    }

    @Override
    public void completed(@Nullable Landed landed) {
        exchange.lane().onLoop(() -> {
            ReplyStream open = client;
            if (open != null) {
                open.end();
                finish(new Followed.Streamed());
            } else {
                finish(landed == null ? new Followed.Alone(null) : new Followed.Ready(landed));
            }
        });
    }

    @Override
    public void failed(FlightFault<Refusal> fault) {
        exchange.lane().onLoop(() -> breakOff(fault.cause()));
    }

    @Override
    public void elected(Flight<Landed, Refusal> flight) {
        exchange.lane().onLoop(() -> {
            if (done) {
                flight.close();
            } else {
                finish(new Followed.Alone(flight));
            }
        });
    }

    @Override
    public void detached(Detachment reason) {
        exchange.lane().onLoop(() -> {
            if (client == null) {
                finish(new Followed.Alone(null));
            } else {
                breakOff(BEHIND);
            }
        });
    }

    @Override
    public void expireAt(long nowNanos) {
        if (nowNanos - exchange.arrival().deadlineNanos() >= 0 && !done) {
            subscription.cancel();
            breakOff(deadlines.isOver() ? Admission.SHUTTING_DOWN : LATE);
        }
    }

    private void write(byte[] events) {
        if (done) {
            return;
        }
        ReplyStream open = client;
        if (open == null) {
            client = open = exchange.stream(200, headers.get());
        }
        unacknowledged += events.length;
        byte[] shown = usage == null ? events : usage.without(events);
        if (shown.length == 0 || open.write(Bytes.wrap(shown))) {
            acknowledge();
        } else {
            open.onDrain(this::acknowledge);
        }
    }

    private void acknowledge() {
        long taken = unacknowledged;
        unacknowledged = 0;
        subscription.consumed(taken);
    }

    private void breakOff(Refusal refusal) {
        ReplyStream open = client;
        if (open == null) {
            finish(new Followed.Failed(refusal));
        } else if (!done) {
            exchange.record().truncated = true;
            exchange.record().errorCode = refusal.code();
            open.write(Bytes.wrap(OpenAiErrors.event(refusal, exchange.arrival().requestId())));
            open.end();
            finish(new Followed.Streamed());
        }
    }

    private void finish(Followed how) {
        if (!done) {
            done = true;
            deadlines.remove(this);
            end.put(how);
        }
    }
}

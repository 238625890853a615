package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.lane.Slot;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.upstream.UpstreamCall;
import dev.edgewise.gateway.upstream.UpstreamFault;
import dev.edgewise.gateway.upstream.UpstreamHead;
import dev.edgewise.gateway.upstream.UpstreamSink;
import dev.edgewise.routing.pool.FailureKind;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries one endpoint's answer to its client. Small answers are gathered and handed over whole, so that a broken one
 * can still become an error or go to another endpoint; events and large answers are passed on as they come, whole
 * events only, so that an error event can always follow cleanly. The client's backpressure stops the endpoint.
 *
 * <p>Threads: the request's event loop, but for {@link #await}.
 */
final class Relay implements UpstreamSink, Deadlines.Expiring {
    /** Answers up to this size are gathered before the client sees them. */
    static final int GATHERED_BYTES_MAX = 1024 * 1024;

    private final Exchange exchange;
    private final StreamWriter writer;
    private final Deadlines deadlines;
    private final FirstByte firstByte;
    private final Slot<RelayEnd> end = new Slot<>();
    private @Nullable UpstreamCall call;
    private @Nullable UpstreamHead head;
    private @Nullable Buffer gathered;
    private boolean gatheredMany;
    private boolean streaming;
    private boolean done;

    /** Told when an endpoint's head arrives. */
    @FunctionalInterface
    interface FirstByte {
        void arrived();
    }

    Relay(Exchange exchange, StreamWriter writer, Deadlines deadlines, FirstByte firstByte) {
        this.exchange = exchange;
        this.writer = writer;
        this.deadlines = deadlines;
        this.firstByte = firstByte;
    }

    /** Sends the request; called on the event loop. */
    void start(Function<UpstreamSink, UpstreamCall> send) {
        deadlines.add(this);
        writer.onAbandoned(() -> exchange.lane().onLoop(this::leave));
        exchange.onClientGone(this::clientGone);
        if (!done) {
            call = send.apply(this);
        }
    }

    /** Waits for the end, on the request's virtual thread. */
    RelayEnd await() {
        return end.take();
    }

    @Override
    public void head(UpstreamHead answer) {
        head = answer;
        firstByte.arrived();
        if (answer.isSuccess() && answer.isEventStream()) {
            open(answer);
        }
    }

    @Override
    public void data(Buffer bytes) {
        if (!streaming) {
            gather(bytes);
        } else if (!writer.pass(bytes)) {
            waitForClient();
        }
    }

    @Override
    public void end() {
        UpstreamHead answer = head;
        if (answer == null) {
            failed(new UpstreamFault(FailureKind.GARBAGE, "The central endpoint ended without an answer"));
        } else if (streaming) {
            finish(new RelayEnd.Streamed(answer, writer.finish()));
        } else {
            Buffer body = gathered;
            finish(new RelayEnd.Whole(answer, body == null ? new byte[0] : body.getBytes()));
        }
    }

    @Override
    public void failed(UpstreamFault fault) {
        UpstreamHead answer = head;
        if (streaming && answer != null) {
            writer.breakOff(fault.refusal());
            finish(new RelayEnd.Streamed(answer, false));
        } else {
            finish(new RelayEnd.Broke(fault));
        }
    }

    @Override
    public void expireAt(long nowNanos) {
        if (nowNanos - exchange.arrival().deadlineNanos() >= 0 && !done) {
            cancelCall();
            failed(new UpstreamFault(
                    FailureKind.FIRST_BYTE_TIMEOUT, "The request's deadline passed before the answer was complete"));
        }
    }

    private void gather(Buffer bytes) {
        Buffer sofar = gathered;
        if (sofar == null) {
            gathered = bytes;
            return;
        }
        Buffer more = gatheredMany ? sofar : Buffer.buffer(sofar.length() * 2).appendBuffer(sofar);
        gatheredMany = true;
        gathered = more.appendBuffer(bytes);
        UpstreamHead answer = head;
        if (answer != null && more.length() > GATHERED_BYTES_MAX) {
            gathered = null;
            open(answer);
            if (!writer.pass(more)) {
                waitForClient();
            }
        }
    }

    private void open(UpstreamHead answer) {
        streaming = true;
        exchange.record().skip();
        writer.open(answer);
    }

    private void waitForClient() {
        UpstreamCall running = call;
        if (running != null) {
            running.pause();
            writer.onDrain(running::resume);
        }
    }

    private void clientGone() {
        if (!done && !writer.clientLeft()) {
            leave();
        }
    }

    private void leave() {
        if (!done) {
            cancelCall();
            finish(new RelayEnd.Left());
        }
    }

    private void cancelCall() {
        if (call != null) {
            call.cancel();
        }
    }

    private void finish(RelayEnd how) {
        done = true;
        deadlines.remove(this);
        end.put(how);
    }
}

package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.lane.Slot;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.upstream.Bytes;
import dev.edgewise.gateway.upstream.UpstreamCall;
import dev.edgewise.gateway.upstream.UpstreamFault;
import dev.edgewise.gateway.upstream.UpstreamHead;
import dev.edgewise.gateway.upstream.UpstreamSink;
import dev.edgewise.routing.pool.FailureKind;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
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
    private final long silenceMillisMax;
    private final FirstByte firstByte;
    private final Slot<RelayEnd> end = new Slot<>();
    private @Nullable UpstreamCall call;
    private @Nullable UpstreamHead head;
    private @Nullable Buffer gathered;
    private boolean gatheredMany;
    private boolean streaming;
    /** Bytes came since the deadlines were last looked at, or none were to be expected. */
    private boolean heard = true;

    private long heardNanos;
    /** The endpoint waits until the client has caught up. */
    private boolean paused;

    private boolean clientServed;
    private boolean done;

    /** Told when an endpoint's head arrives. */
    @FunctionalInterface
    interface FirstByte {
        void arrived();
    }

    /** @param silenceMillisMax how long the endpoint may say nothing */
    Relay(Exchange exchange, StreamWriter writer, Deadlines deadlines, long silenceMillisMax, FirstByte firstByte) {
        this.exchange = exchange;
        this.writer = writer;
        this.deadlines = deadlines;
        this.silenceMillisMax = silenceMillisMax;
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
        heard = true;
        firstByte.arrived();
        if (answer.isSuccess() && answer.isEventStream()) {
            open(answer);
        }
    }

    @Override
    public void data(Buffer bytes) {
        heard = true;
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
            boolean complete = writer.finish();
            finish(new RelayEnd.Streamed(complete, !complete));
        } else {
            Buffer body = gathered;
            finish(new RelayEnd.Whole(answer, body == null ? new byte[0] : Bytes.of(body)));
        }
    }

    @Override
    public void failed(UpstreamFault fault) {
        if (streaming) {
            writer.breakOff(fault.refusal());
            finish(new RelayEnd.Streamed(false, true));
        } else {
            finish(new RelayEnd.Broke(fault));
        }
    }

    @Override
    public void expireAt(long nowNanos) {
        if (done) {
            return;
        }
        if (!clientServed && nowNanos - exchange.arrival().deadlineNanos() >= 0) {
            late();
            return;
        }
        if (paused && writer.hasOthers()) {
            resume();
        }
        if (heard || paused) {
            heard = false;
            heardNanos = nowNanos;
        } else if (nowNanos - heardNanos > silenceMillisMax * 1_000_000) {
            cancelCall();
            failed(new UpstreamFault(
                    FailureKind.FIRST_BYTE_TIMEOUT,
                    "The central endpoint said nothing for " + silenceMillisMax + " ms"));
        }
    }

    /** The caller's time is over, which is nothing to blame the endpoint for; others on the same stream go on. */
    private void late() {
        Refusal refusal = deadlines.isOver()
                ? Admission.SHUTTING_DOWN
                : new UpstreamFault(
                                FailureKind.FIRST_BYTE_TIMEOUT,
                                "The request's deadline passed before the answer was complete; a longer Edge-Deadline gives it more time")
                        .refusal();
        clientServed = true;
        if (!streaming || writer.isGathered()) {
            cancelCall();
            finish(new RelayEnd.Late(refusal));
        } else if (writer.cutOff(refusal)) {
            resume();
        } else {
            cancelCall();
            finish(new RelayEnd.Streamed(false, false));
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
            Optional<UpstreamFault> garbage = Garbage.inBeginning(answer, more);
            if (garbage.isPresent()) {
                cancelCall();
                failed(garbage.get());
                return;
            }
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
            paused = true;
            running.pause();
            writer.onDrain(this::resume);
        }
    }

    private void resume() {
        UpstreamCall running = call;
        if (paused && running != null) {
            paused = false;
            running.resume();
        }
    }

    private void clientGone() {
        if (done) {
            return;
        }
        if (writer.clientLeft()) {
            clientServed = true;
            resume();
        } else {
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

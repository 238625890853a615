package dev.edgewise.gateway.answer;

import dev.edgewise.cache.answer.Usage;
import dev.edgewise.gateway.api.TextAnswerJson;
import dev.edgewise.gateway.lane.Slot;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.upstream.UpstreamHead;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Delta;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.Generated;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a model on the node writes as events. The model's pieces come on the request's virtual thread, which waits
 * for a client that is behind, until the request's deadline or until the work is cancelled; everything else happens on the
 * event loop.
 */
final class LocalStream implements DeltaListener {
    /** How late a deadline may be noticed while a client is waited for, and what else may have come meanwhile. */
    private static final long TICK_NANOS = Deadlines.TICK_MILLIS * 1_000_000;

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final StreamWriter writer;
    private final TextAnswerJson json;
    private final Cancellation cancellation;
    private final NodeClock clock;
    private final Set<Integer> begun = new HashSet<>();
    private boolean open;
    private boolean late;

    /** What the virtual thread waits for; on the event loop only. */
    private @Nullable Slot<Boolean> waiting;

    LocalStream(
            Exchange exchange, StreamWriter writer, TextAnswerJson json, Cancellation cancellation, NodeClock clock) {
        this.exchange = exchange;
        this.writer = writer;
        this.json = json;
        this.cancellation = cancellation;
        this.clock = clock;
    }

    /** Has the work cancelled once nobody wants its answer. On the event loop. */
    void watch() {
        writer.onAbandoned(cancellation::cancel);
        cancellation.listen(() -> exchange.lane().onLoop(this::go));
        exchange.onClientGone(() -> {
            if (!writer.clientLeft()) {
                cancellation.cancel();
            }
            go();
        });
    }

    /** Whether the reply has begun. */
    boolean open() {
        return open;
    }

    /** Whether the deadline passed while the client was behind; nothing is sent any more, and the work is cancelled. */
    boolean late() {
        return late;
    }

    @Override
    public void on(Delta delta) {
        send(json.event(delta, begun.add(delta.choice())));
    }

    private void send(byte[] event) {
        if (late) {
            return;
        }
        boolean first = !open;
        open = true;
        var sent = new Slot<Boolean>();
        exchange.lane().onLoop(() -> {
            if (first) {
                exchange.record().skip();
                writer.open(new UpstreamHead(
                        200, HttpHeaders.headers().add(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")));
            }
            waiting = sent;
            if (writer.pass(Buffer.buffer(event))) {
                go();
            } else {
                writer.onDrain(this::go);
            }
        });
        awaitClient(sent);
    }

    /** A client may read as slowly as it likes until its deadline; it must not hold the model, or the node's end, for longer. */
    private void awaitClient(Slot<Boolean> sent) {
        while (!sent.await(TICK_NANOS) && !cancellation.cancelled()) {
            if (clock.nowNanos() - exchange.arrival().deadlineNanos() >= 0) {
                late = true;
                cancellation.cancel();
            } else {
                exchange.lane().onLoop(this::goForOthers);
            }
        }
    }

    /** Others that have joined meanwhile are not held up by this client. */
    private void goForOthers() {
        if (writer.hasOthers()) {
            go();
        }
    }

    private void go() {
        Slot<Boolean> slot = waiting;
        waiting = null;
        if (slot != null) {
            slot.put(true);
        }
    }

    /** Ends the stream as it should end, unless it is {@link #late}. */
    Answered finish(Generated answer, boolean withUsage) {
        if (withUsage) {
            send(json.used(answer));
        }
        send(DONE);
        if (late) {
            return new Answered.Streamed(false, null);
        }
        var complete = new Slot<Boolean>();
        exchange.lane().onLoop(() -> complete.put(writer.finish()));
        return new Answered.Streamed(
                complete.take(),
                new Usage(
                        answer.usage().promptTokens(),
                        answer.usage().completionTokens(),
                        answer.promptTokensReused(),
                        0));
    }

    /**
     * Ends a stream that cannot go on, by an error event.
     *
     * @param used tokens read and written until then
     */
    Answered breakOff(Refusal refusal, Usage used) {
        var done = new Slot<Boolean>();
        exchange.lane().onLoop(() -> {
            writer.breakOff(refusal);
            done.put(true);
        });
        done.take();
        return new Answered.Streamed(false, used);
    }
}

package dev.edgewise.gateway.answer;

import dev.edgewise.cache.answer.Usage;
import dev.edgewise.gateway.api.TextAnswerJson;
import dev.edgewise.gateway.lane.Slot;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Exchange;
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
 * for a client that is behind; everything else happens on the event loop.
 */
final class LocalStream implements DeltaListener {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final StreamWriter writer;
    private final TextAnswerJson json;
    private final Cancellation cancellation;
    private final Set<Integer> begun = new HashSet<>();
    private boolean open;

    /** What the virtual thread waits for; on the event loop only. */
    private @Nullable Slot<Boolean> waiting;

    LocalStream(Exchange exchange, StreamWriter writer, TextAnswerJson json, Cancellation cancellation) {
        this.exchange = exchange;
        this.writer = writer;
        this.json = json;
        this.cancellation = cancellation;
    }

    /** Has the work cancelled once nobody wants its answer. On the event loop. */
    void watch() {
        writer.onAbandoned(cancellation::cancel);
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

    @Override
    public void on(Delta delta) {
        send(json.event(delta, begun.add(delta.choice())));
    }

    private void send(byte[] event) {
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
        sent.take();
    }

    private void go() {
        Slot<Boolean> slot = waiting;
        waiting = null;
        if (slot != null) {
            slot.put(true);
        }
    }

    /** Ends the stream as it should end. */
    Answered finish(Generated answer, boolean withUsage) {
        if (withUsage) {
            send(json.used(answer));
        }
        send(DONE);
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

    /** Ends a stream that cannot go on, by an error event. */
    Answered breakOff(Refusal refusal) {
        var done = new Slot<Boolean>();
        exchange.lane().onLoop(() -> {
            writer.breakOff(refusal);
            done.put(true);
        });
        done.take();
        return new Answered.Streamed(false, null);
    }
}

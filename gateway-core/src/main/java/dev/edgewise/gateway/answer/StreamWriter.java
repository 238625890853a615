package dev.edgewise.gateway.answer;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.answer.StreamTail;
import dev.edgewise.cache.answer.TextEvents;
import dev.edgewise.cache.answer.Usage;
import dev.edgewise.cache.answer.UsageFilter;
import dev.edgewise.cache.directive.HeaderLines;
import dev.edgewise.gateway.api.OpenAiErrors;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.ReplyStream;
import dev.edgewise.gateway.upstream.Bytes;
import dev.edgewise.gateway.upstream.UpstreamHead;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a running answer to its client, whole events at a time, and to whoever else waits for it. On the event loop.
 */
final class StreamWriter {
    /** Of an event whose end has not come; past it the event goes out in parts. */
    static final int HELD_BYTES_MAX = 1024 * 1024;
    /** Of a client that lags while others take the same stream; past it the client is cut off. */
    static final long LAG_BYTES_MAX = 1024 * 1024;

    /** Of the stream's end, which names the usage. */
    private static final int TAIL_BYTES = 2048;

    private static final byte[] BLANK_LINE = {'\n', '\n'};
    private static final long RETRY_AFTER_MILLIS = 1_000;

    private final Exchange exchange;
    private final Function<UpstreamHead, HeaderList> headers;
    private final Tee tee;
    private final StreamTail tail;
    private final @Nullable UsageFilter usage;
    private StreamTail.@Nullable Summary summary;
    private @Nullable JsonEnd json;
    private @Nullable ReplyStream client;
    private @Nullable Buffer held;
    private HeaderLines origin = Answered.NO_LINES;
    private boolean events;
    private boolean inEvent;
    private long lagBytes;

    /**
     * @param headers the lines of the reply, made when the answer begins
     * @param hideUsage whether the usage event is for others only
     */
    StreamWriter(
            Exchange exchange,
            Function<UpstreamHead, HeaderList> headers,
            Tee tee,
            ReplyCheck check,
            boolean hideUsage) {
        this.exchange = exchange;
        this.headers = headers;
        this.tee = tee;
        this.tail = new StreamTail(check, TAIL_BYTES);
        this.usage = hideUsage ? new UsageFilter(check) : null;
    }

    void open(UpstreamHead head) {
        events = head.isEventStream() && !head.isEncoded();
        json = head.isJsonOfUnknownLength() ? new JsonEnd() : null;
        origin = head.headers()::getAll;
        client = exchange.stream(head.status(), headers.apply(head));
    }

    /** Passes bytes on; false when the client is behind and the sender should wait for {@link #onDrain}. */
    boolean pass(Buffer bytes) {
        if (!events) {
            return write(bytes);
        }
        Buffer joined = bytes;
        boolean own = held != null;
        int from = 0;
        if (held != null) {
            from = Math.max(0, held.length() - 2);
            joined = held.appendBuffer(bytes);
            held = null;
        }
        int end = EventCut.last(joined, from);
        if (end == joined.length()) {
            inEvent = false;
            return write(joined);
        }
        boolean ready = true;
        if (end > 0) {
            inEvent = false;
            ready = write(joined.slice(0, end));
        }
        // What was held is this writer's own and grows in place: an event in many parts is not copied for each.
        Buffer rest = end == 0 && own
                ? joined
                : Buffer.buffer(joined.length() - end).appendBuffer(joined, end, joined.length() - end);
        if (rest.length() > HELD_BYTES_MAX) {
            inEvent = true;
            return write(rest) && ready;
        }
        held = rest;
        return ready;
    }

    /** Ends the reply; returns whether the answer said that it is complete, else an error event was sent. */
    boolean finish() {
        if (held != null && !events) {
            write(held);
        }
        // An event without its end is none, and would swallow the error event behind it.
        held = null;
        StreamTail.Summary end = tail.summary();
        summary = end;
        boolean cut = events ? !end.done() && !end.error() : json != null && !json.isComplete();
        if (cut) {
            breakOff(Refusal.unavailable(
                    502,
                    "upstream_incomplete",
                    "The central endpoint ended its stream before the answer was complete. The request may be retried.",
                    RETRY_AFTER_MILLIS));
            return false;
        }
        if (client != null) {
            client.end();
        }
        return true;
    }

    /** Ends the reply so that nobody takes it for complete: by an error event, or by breaking the connection. */
    void breakOff(Refusal refusal) {
        exchange.record().truncated = true;
        exchange.record().errorCode = refusal.code();
        held = null;
        ReplyStream out = client;
        if (out == null) {
            return;
        }
        if (!events) {
            out.abort();
            return;
        }
        if (inEvent) {
            out.write(Bytes.wrap(BLANK_LINE));
        }
        out.write(Bytes.wrap(OpenAiErrors.event(refusal, exchange.arrival().requestId())));
        out.end();
    }

    /** Ends the client's reply with an error event, while others may go on; returns whether others still want the answer. */
    boolean cutOff(Refusal refusal) {
        Buffer kept = held;
        breakOff(refusal);
        held = kept;
        return clientLeft();
    }

    /** Whether others are taking the answer beside the client. */
    boolean hasOthers() {
        return tee.hasOthers();
    }

    /** Whether the answer is kept until it is whole, so that it can still become an error. */
    boolean isGathered() {
        ReplyStream out = client;
        return out != null && out.isGathered();
    }

    /** Called when the client has left; returns whether others still want the answer. What is gathered is for them, and goes on. */
    boolean clientLeft() {
        if (!isGathered()) {
            client = null;
        }
        return tee.clientLeft();
    }

    /** Has {@code cancel} run once, when neither the client nor anybody else wants the answer. */
    void onAbandoned(Runnable cancel) {
        tee.onAbandoned(cancel);
    }

    void onDrain(Runnable ready) {
        if (client == null) {
            ready.run();
        } else {
            client.onDrain(ready);
        }
    }

    /** The lines of the stream's head; none before it came. */
    HeaderLines origin() {
        return origin;
    }

    /** The tokens the stream says were used, or null when it says nothing or did not end. */
    @Nullable
    Usage usage() {
        return summary == null ? null : summary.usage();
    }

    private boolean write(Buffer bytes) {
        Buffer shown = bytes;
        if (events) {
            byte[] array = Bytes.of(bytes);
            tail.add(array);
            exchange.record().textEvents += TextEvents.count(array);
            tee.append(array);
            if (usage != null) {
                shown = Bytes.wrap(usage.without(array));
            }
        } else if (json != null) {
            json.add(Bytes.of(bytes));
        }
        ReplyStream out = client;
        if (out == null || shown.length() == 0 || out.write(shown)) {
            lagBytes = 0;
            return true;
        }
        // With others on the same stream nobody may be held up: the client that lags is cut off instead.
        if (!tee.hasOthers()) {
            return false;
        }
        lagBytes += bytes.length();
        if (lagBytes > LAG_BYTES_MAX) {
            out.abort();
            clientLeft();
        }
        return true;
    }
}

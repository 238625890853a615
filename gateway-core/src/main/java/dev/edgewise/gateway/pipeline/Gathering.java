package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.admission.Permit;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.lookup.BatchItems;
import dev.edgewise.gateway.lookup.Storage;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.Reply;
import dev.edgewise.gateway.request.ReplyStream;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.upstream.Bytes;
import dev.edgewise.gateway.upstream.ForwardHeaders;
import dev.edgewise.gateway.upstream.UpstreamHead;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes an answer that would go to its client as it comes, and keeps it until it is whole: what is too large for that goes to
 * the client after all, or nowhere. Its bytes are booked with the request's.
 *
 * <p>Threads: the request's event loop; {@link #whole} when the answer has ended.
 */
final class Gathering implements Exchange, ReplyStream {
    private static final int FIRST_BYTES = 2 * 1024 * 1024;

    private final Exchange client;
    private final Permit permit;
    private final Function<UpstreamHead, HeaderList> lines;
    private final boolean passes;
    private @Nullable UpstreamHead head;
    private @Nullable Buffer held = Buffer.buffer(0);
    private @Nullable ReplyStream passing;
    private int booked;
    /** The client has left: what is gathered is for those who wait for the same. */
    private boolean left;

    /**
     * @param lines the reply's lines, should the answer be passed on
     * @param passes whether the client can make something of the answer as it is
     */
    Gathering(Exchange client, Permit permit, Function<UpstreamHead, HeaderList> lines, boolean passes) {
        this.client = client;
        this.permit = permit;
        this.lines = lines;
        this.passes = passes;
    }

    /** Notes an answer's head; its lines wait until they are sent. */
    HeaderList begun(UpstreamHead answer) {
        head = answer;
        return new HeaderList();
    }

    /** What became of the answer: whole where it was kept. */
    Answered whole(Answered answered) {
        UpstreamHead begun = head;
        if (!(answered instanceof Answered.Streamed streamed) || begun == null || passing != null) {
            return answered;
        }
        // Nothing was sent, so that it can still become an error.
        record().truncated = false;
        Buffer all = held;
        if (!streamed.complete() || all == null) {
            return new Answered.Failed(all == null ? TOO_LARGE : broken(record().errorCode));
        }
        var passed = new HeaderList();
        ForwardHeaders.toCaller(begun, passed::add);
        String type = begun.contentType();
        return new Answered.Whole(
                begun.status(),
                type == null ? "application/octet-stream" : type,
                Bytes.of(all),
                passed,
                streamed.origin());
    }

    /** What a caller is told that would have seen its answer break off, had it been passed on. */
    private static Refusal broken(String code) {
        return code.equals("upstream_timeout")
                ? Refusal.unavailable(
                        504,
                        code,
                        "The request's deadline passed before the answer was complete; a longer Edge-Deadline gives it more time.",
                        1_000)
                : Storage.BROKEN;
    }

    /** For an answer that can be kept by nobody; its request is sent again as it was. */
    static final Refusal TOO_LARGE = Refusal.unavailable(
            502, "upstream_too_large", "The central endpoint's answer is too large to be put together.", 1_000);

    @Override
    public Arrival arrival() {
        return client.arrival();
    }

    @Override
    public RequestRecord record() {
        return client.record();
    }

    @Override
    public Lane lane() {
        return client.lane();
    }

    @Override
    public void reply(Reply reply) {
        throw new IllegalStateException("an answer is gathered, not replied");
    }

    @Override
    public ReplyStream stream(int status, HeaderList headers) {
        return this;
    }

    @Override
    public void onClientGone(Runnable gone) {
        client.onClientGone(() -> {
            left = true;
            gone.run();
        });
    }

    @Override
    public boolean write(Buffer bytes) {
        ReplyStream out = passing;
        if (out != null) {
            return out.write(bytes);
        }
        Buffer sofar = held;
        if (sofar == null) {
            return true;
        }
        if (booked(sofar.length() + bytes.length())) {
            sofar.appendBuffer(bytes);
            return true;
        }
        held = null;
        UpstreamHead begun = head;
        if (!passes || left || begun == null) {
            return true;
        }
        ReplyStream opened = client.stream(begun.status(), lines.apply(begun));
        passing = opened;
        boolean ready = sofar.length() == 0 || opened.write(sofar);
        return opened.write(bytes) && ready;
    }

    /** Room is taken in steps, so that the bound on what all requests hold stands. */
    private boolean booked(int bytes) {
        if (bytes > BatchItems.BYTES_MAX) {
            return false;
        }
        while (booked < bytes) {
            int more = Math.max(FIRST_BYTES, booked);
            if (!permit.keeps(more)) {
                return false;
            }
            booked += more;
        }
        return true;
    }

    @Override
    public boolean isGathered() {
        return passing == null;
    }

    @Override
    public void onDrain(Runnable ready) {
        ReplyStream out = passing;
        if (out == null) {
            ready.run();
        } else {
            out.onDrain(ready);
        }
    }

    @Override
    public void end() {
        ReplyStream out = passing;
        if (out != null) {
            out.end();
        }
    }

    @Override
    public void abort() {
        ReplyStream out = passing;
        if (out != null) {
            out.abort();
        }
    }
}

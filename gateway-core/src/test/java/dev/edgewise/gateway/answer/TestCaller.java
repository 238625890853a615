package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Reply;
import dev.edgewise.gateway.request.ReplyStream;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.request.TraceContext;
import dev.edgewise.gateway.support.NoHeaders;
import java.util.SplittableRandom;

/** A client that is answered by a stream, stays, and takes what its test lets it take. */
abstract class TestCaller implements Exchange, ReplyStream {
    private final long deadlineNanos;
    private final RequestRecord record;

    TestCaller(NodeClock clock, long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
        record = new RequestRecord(clock);
    }

    @Override
    public Arrival arrival() {
        var trace = TraceContext.continuing(null, new SplittableRandom(1));
        return new Arrival(
                Api.CHAT, "POST", Api.CHAT.path(), "", new NoHeaders(), "127.0.0.1", "r", trace, deadlineNanos);
    }

    @Override
    public RequestRecord record() {
        return record;
    }

    @Override
    public Lane lane() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reply(Reply reply) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReplyStream stream(int status, HeaderList headers) {
        return this;
    }

    @Override
    public void onClientGone(Runnable gone) {}

    @Override
    public void onDrain(Runnable ready) {}

    @Override
    public void end() {}
}

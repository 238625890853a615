package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Reply;
import dev.edgewise.gateway.request.ReplyStream;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.upstream.ForwardHeaders;
import io.vertx.core.buffer.Buffer;

/** A request that the node makes for itself, in place of one that it has answered: what is sent goes nowhere. */
final class Unattended implements Exchange, ReplyStream {
    private final Arrival arrival;
    private final RequestRecord record;
    private final Lane lane;

    private Unattended(Arrival arrival, RequestRecord record, Lane lane) {
        this.arrival = arrival;
        this.record = record;
        this.lane = lane;
    }

    /**
     * The same request once more, for the same tenant; perhaps for less of it, so that it goes under no name of its caller's.
     *
     * @param deadlineNanos how long it may take
     */
    static Unattended like(Exchange answered, NodeClock clock, long deadlineNanos) {
        Arrival before = answered.arrival();
        RequestRecord known = answered.record();
        var record = new RequestRecord(clock);
        record.refresh = true;
        record.tenant = known.tenant;
        record.country = known.country;
        record.policy = known.policy;
        record.bytesIn = known.bytesIn;
        var arrival = new Arrival(
                before.api(),
                before.method(),
                before.path(),
                before.query(),
                ForwardHeaders.ofAnotherRequest(before.headers()),
                before.peer(),
                before.requestId(),
                before.trace(),
                record.arrivedNanos() + deadlineNanos);
        return new Unattended(arrival, record, answered.lane());
    }

    @Override
    public Arrival arrival() {
        return arrival;
    }

    @Override
    public RequestRecord record() {
        return record;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public void reply(Reply reply) {
        record.status = reply.status();
        record.firstByte();
    }

    @Override
    public ReplyStream stream(int status, HeaderList headers) {
        record.status = status;
        record.streamed = true;
        return this;
    }

    @Override
    public void onClientGone(Runnable gone) {
        // Nobody is there to go.
    }

    @Override
    public boolean write(Buffer bytes) {
        record.firstByte();
        return true;
    }

    @Override
    public void onDrain(Runnable ready) {
        ready.run();
    }

    @Override
    public void end() {
        // Nobody waits for it.
    }

    @Override
    public void abort() {
        // Nobody could take it for complete.
    }
}

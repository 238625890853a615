package dev.edgewise.gateway.answer;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.upstream.Bytes;
import dev.edgewise.gateway.upstream.ClusterClient;
import dev.edgewise.gateway.upstream.ClusterTarget;
import dev.edgewise.gateway.upstream.ForwardHeaders;
import dev.edgewise.gateway.upstream.UpstreamFault;
import dev.edgewise.gateway.upstream.UpstreamHead;
import dev.edgewise.gateway.upstream.UpstreamRequest;
import dev.edgewise.routing.Decision;
import dev.edgewise.routing.Why;
import dev.edgewise.routing.pool.Attempt;
import dev.edgewise.routing.pool.FailureKind;
import dev.edgewise.routing.pool.Permit;
import dev.edgewise.routing.pool.Pick;
import dev.edgewise.routing.pool.Tried;
import dev.edgewise.routing.pool.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Phase 7 at the centre: one endpoint after another until one answers, within the bounds of retries. The body goes out
 * as it came, but for the alias in its {@code model} field.
 *
 * <p>Threads: one instance per event loop; {@link #forward} waits on the request's virtual thread.
 */
public final class CentralAnswers {
    private final Function<ClusterTarget, ClusterClient> clients;
    private final Deadlines deadlines;
    private final ReplyCheck check;
    private final NodeClock clock;

    /** @param clients this event loop's connections to a cluster */
    public CentralAnswers(
            Function<ClusterTarget, ClusterClient> clients, Deadlines deadlines, ReplyCheck check, NodeClock clock) {
        this.clients = clients;
        this.deadlines = deadlines;
        this.check = check;
        this.clock = clock;
    }

    /**
     * Forwards and waits for the answer's end.
     *
     * @param target the cluster, as it was when the request came in
     * @param streamHeaders the reply's lines, should the answer be passed on as it comes
     * @param tee who else gets a stream's bytes
     */
    public Answered forward(
            Exchange exchange,
            Keyed keyed,
            Decision.Forward forward,
            ClusterTarget target,
            Function<UpstreamHead, HeaderList> streamHeaders,
            Tee tee) {
        ClusterClient client = clients.apply(target);
        boolean withUsage = asksUsage(keyed, client, tee);
        var outgoing = new Outgoing(
                client, request(exchange, keyed, forward, client, withUsage), withUsage, streamHeaders, tee);
        var record = exchange.record();
        record.cluster = forward.cluster();
        record.model = forward.upstreamModel();
        record.confidence = "";
        record.confidences = List.of();
        // Of the node's own model, whose answer was not taken: the centre charges for none of them.
        record.promptTokens = 0;
        record.completionTokens = 0;
        Tried tried = Tried.NONE;
        boolean doubted = false;
        while (true) {
            switch (client.cluster().pick(keyed.governed().effects().residency(), tried)) {
                case Pick.None none -> {
                    return new Answered.Failed(noEndpoint(none));
                }
                case Permit permit -> {
                    record.attempts++;
                    record.endpoint = permit.endpoint().url().toString();
                    record.region = permit.endpoint().region();
                    Answered answered = attempt(exchange, keyed, outgoing, permit);
                    if (answered instanceof Answered.Whole whole && outgoing.asksUsage && isRefusal(whole.status())) {
                        // It may be the node's own addition that the cluster does not take.
                        doubted = true;
                        outgoing = new Outgoing(
                                client, request(exchange, keyed, forward, client, false), false, streamHeaders, tee);
                        continue;
                    }
                    if (answered != null) {
                        if (doubted && answered instanceof Answered.Streamed) {
                            client.refusesUsage();
                        }
                        return answered;
                    }
                    tried = permit.tried();
                    record.why = Why.FAILOVER;
                }
            }
        }
    }

    /** @param asksUsage whether the node asks for the usage event, which the caller did not */
    private record Outgoing(
            ClusterClient client,
            UpstreamRequest request,
            boolean asksUsage,
            Function<UpstreamHead, HeaderList> streamHeaders,
            Tee tee) {}

    /** One stream serves those who want the usage and those who do not: it must have it, and the latter do not see it. */
    private static boolean asksUsage(Keyed keyed, ClusterClient client, Tee tee) {
        return tee.isShared()
                && keyed.form() == Form.SSE
                && client.takesUsage()
                && !(keyed.scanned().includeUsage() instanceof FieldValue.WrongType<Boolean>);
    }

    private static boolean isRefusal(int status) {
        return status == 400 || status == 422;
    }

    /** One attempt; null when another endpoint is to be tried. */
    private @Nullable Answered attempt(Exchange exchange, Keyed keyed, Outgoing outgoing, Permit permit) {
        long sentNanos = clock.nowNanos();
        var writer = new StreamWriter(exchange, outgoing.streamHeaders, outgoing.tee, check, outgoing.asksUsage);
        var relay = new Relay(
                exchange,
                writer,
                deadlines,
                outgoing.client.silenceMillisMax(),
                () -> permit.firstByte(clock.nowNanos() - sentNanos));
        exchange.record().spent(Phase.ANSWER);
        exchange.lane().onLoop(() -> relay.start(sink -> outgoing.client.send(permit, outgoing.request, sink)));
        RelayEnd end = relay.await();
        exchange.record().skip();
        return switch (end) {
            case RelayEnd.Whole whole -> whole(exchange, whole, keyed, outgoing, permit);
            case RelayEnd.Streamed streamed -> {
                if (streamed.complete()) {
                    permit.success(0);
                } else if (streamed.broken()) {
                    permit.dropped(FailureKind.STREAM_BROKEN, "It broke off in the middle of a stream");
                } else {
                    permit.ignored();
                }
                yield new Answered.Streamed(streamed.complete(), writer.usage(), writer.origin());
            }
            case RelayEnd.Broke broke -> {
                mayBeBilled(exchange, broke.fault());
                permit.dropped(broke.fault().kind(), broke.fault().told());
                yield mayRepeat(exchange, broke.fault().kind(), keyed, outgoing, permit)
                        ? null
                        : new Answered.Failed(broke.fault().refusal());
            }
            case RelayEnd.Late late -> {
                exchange.record().usageUnknown = true;
                permit.ignored();
                yield new Answered.Failed(late.refusal());
            }
            case RelayEnd.Left left -> {
                permit.ignored();
                yield new Answered.Left();
            }
        };
    }

    private @Nullable Answered whole(
            Exchange exchange, RelayEnd.Whole whole, Keyed keyed, Outgoing outgoing, Permit permit) {
        UpstreamHead head = whole.head();
        Optional<UpstreamFault> garbage = Garbage.in(head, whole.body());
        garbage.ifPresent(fault -> mayBeBilled(exchange, fault));
        Optional<FailureKind> failure = garbage.map(UpstreamFault::kind).or(() -> FailureKind.ofStatus(head.status()));
        if (failure.isPresent()) {
            String cause = garbage.map(UpstreamFault::told).orElse("It answered a request with " + head.status());
            permit.dropped(failure.get(), RetryAfter.nanos(head.headers().get("retry-after")), cause);
            if (mayRepeat(exchange, failure.get(), keyed, outgoing, permit)) {
                return null;
            }
        } else {
            permit.success(0);
        }
        if (garbage.isPresent()) {
            return new Answered.Failed(garbage.get().refusal());
        }
        var passed = new HeaderList();
        ForwardHeaders.toCaller(head, passed::add);
        String type = head.contentType();
        return new Answered.Whole(
                head.status(),
                type == null ? "application/octet-stream" : type,
                whole.body(),
                passed,
                head.headers()::getAll);
    }

    /** Where the work may have been done, tokens were used that nobody reports. */
    private static void mayBeBilled(Exchange exchange, UpstreamFault fault) {
        exchange.record().usageUnknown |= fault.kind().work() == FailureKind.Work.MAYBE_DONE;
    }

    private boolean mayRepeat(Exchange exchange, FailureKind kind, Keyed keyed, Outgoing outgoing, Permit permit) {
        var arrival = exchange.arrival();
        boolean named = arrival.headers().get("idempotency-key") != null && !keyed.isPart();
        var attempt = new Attempt(
                permit.tried(),
                keyed.governed().effects().residency(),
                false,
                arrival.isQuery() || named,
                arrival.deadlineNanos() - clock.nowNanos());
        return outgoing.client.cluster().judge(kind, attempt) == Verdict.FAIL_OVER;
    }

    private static UpstreamRequest request(
            Exchange exchange, Keyed keyed, Decision.Forward forward, ClusterClient client, boolean withUsage) {
        var arrival = exchange.arrival();
        String model = forward.upstreamModel();
        boolean same = !withUsage && model.equals(keyed.alias().name());
        byte[] body;
        if (withUsage) {
            body = keyed.scanned().withModelAndUsage(model);
        } else {
            body = same ? keyed.governed().body() : keyed.scanned().withModel(model);
        }
        String uri =
                arrival.query().isEmpty() ? arrival.api().path() : arrival.api().path() + '?' + arrival.query();
        // One that named no model is longer now.
        ForwardHeaders.Body sent = keyed.isPart()
                ? ForwardHeaders.Body.PART
                : same && body.length == exchange.record().bytesIn
                        ? ForwardHeaders.Body.AS_IT_CAME
                        : ForwardHeaders.Body.REWRITTEN;
        return new UpstreamRequest(
                uri, out -> ForwardHeaders.toCentre(arrival, sent, client.authorization(), out), Bytes.wrap(body));
    }

    private static Refusal noEndpoint(Pick.None none) {
        long waitMillis = Math.max(1_000, none.retryAfterNanos() / 1_000_000);
        return new Refusal(
                503,
                "server_error",
                none.why().wire().replace('-', '_'),
                null,
                none.why().meaning() + " Retry after the time in Retry-After.",
                true,
                waitMillis);
    }
}

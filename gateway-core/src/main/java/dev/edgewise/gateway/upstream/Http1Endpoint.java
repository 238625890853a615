package dev.edgewise.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that speaks HTTP/1.1, over connections of the node's own: each is used again and again by one event loop,
 * the latest first; the idle are closed after a while.
 */
final class Http1Endpoint implements EndpointClient {
    private static final long TICK_SECONDS = 1;

    private final Vertx vertx;
    private final Http1Connector connector;
    private final Http1Heads heads;
    private final ClusterTarget.Bounds bounds;
    private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Http1Call> waiting = new ArrayDeque<>();
    private final Set<Http1Connection> open = new HashSet<>();
    private volatile @Nullable ContextInternal loop;
    /** Connections under way. */
    private int opening;

    /** Seconds in which some connection was idle. */
    private long ticks;

    private boolean ticking;
    private volatile boolean closed;

    Http1Endpoint(Vertx vertx, URI url, ClusterTarget cluster) {
        Address address = Address.of(url);
        this.vertx = vertx;
        this.bounds = cluster.bounds();
        this.connector = new Http1Connector(vertx, address, cluster.caFile(), bounds.connectMillisMax());
        this.heads = new Http1Heads(address);
    }

    @Override
    public UpstreamCall send(UpstreamRequest outgoing, UpstreamSink sink) {
        return send(new Http1Call(this, "POST", outgoing, sink));
    }

    @Override
    public Future<Probed> probe(String path, @Nullable CharSequence authorization, long timeoutMillis) {
        Promise<Probed> alive = Promise.promise();
        var request = new UpstreamRequest(
                path,
                lines -> {
                    if (authorization != null) {
                        lines.accept("authorization", authorization);
                    }
                },
                Bytes.wrap(new byte[0]));
        UpstreamCall call = send(new Http1Call(this, "GET", request, new ProbeSink(alive, path)));
        long timer = vertx.setTimer(timeoutMillis, late -> {
            call.cancel();
            alive.tryComplete(Probed.late(timeoutMillis));
        });
        return alive.future().onComplete(known -> vertx.cancelTimer(timer));
    }

    private UpstreamCall send(Http1Call call) {
        Http1Connection free = idle.pollLast();
        while (free != null && !free.isOpen()) {
            free = idle.pollLast();
        }
        if (free != null) {
            free.run(call, heads);
        } else if (closed || waiting.size() - opening >= bounds.waitingMax() && !hasRoom()) {
            call.fail(UpstreamFault.BUSY);
        } else {
            waiting.add(call);
            grow();
        }
        return call;
    }

    /** Connections that are open now. */
    int connections() {
        return open.size();
    }

    /** A call that waits no longer. */
    void forget(Http1Call call) {
        waiting.remove(call);
    }

    /** A connection that is free again. */
    void release(Http1Connection connection) {
        if (closed) {
            connection.close();
            return;
        }
        Http1Call next = waiting.poll();
        if (next != null) {
            connection.run(next, heads);
        } else {
            connection.idleSince(ticks);
            idle.addLast(connection);
            tick();
        }
    }

    /** A connection that has closed. */
    void gone(Http1Connection connection) {
        open.remove(connection);
        idle.remove(connection);
        grow();
    }

    /** From any thread: a cluster that a reload took away is closed by a timer of another loop. */
    @Override
    public void close() {
        closed = true;
        ContextInternal on = loop;
        if (on != null) {
            on.nettyEventLoop().execute(this::closeAll);
        }
    }

    private void closeAll() {
        List.copyOf(waiting).forEach(call -> call.fail(UpstreamFault.BUSY));
        waiting.clear();
        List.copyOf(open).forEach(Http1Connection::abandon);
    }

    private boolean hasRoom() {
        return open.size() + opening < bounds.connectionsMax();
    }

    private void grow() {
        while (!closed && opening < waiting.size() && hasRoom()) {
            opening++;
            ContextInternal on = loop();
            connector.open(on, this);
        }
    }

    /** A connection is ready for its first request. */
    void opened(Http1Connection connection) {
        opening--;
        open.add(connection);
        release(connection);
    }

    /** A connection could not be made: whoever has waited longest hears of it. */
    void unopened(UpstreamFault fault) {
        opening--;
        Http1Call first = waiting.poll();
        if (first != null) {
            first.fail(fault);
        }
        grow();
    }

    private void tick() {
        if (!ticking) {
            ticking = true;
            var _ = loop().nettyEventLoop().schedule(this::sweep, TICK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void sweep() {
        ticking = false;
        ticks += TICK_SECONDS;
        for (Http1Connection connection : List.copyOf(idle)) {
            if (connection.isExpired(ticks, bounds.idleSecondsMax())) {
                idle.remove(connection);
                connection.close();
            }
        }
        if (!idle.isEmpty()) {
            tick();
        }
    }

    private ContextInternal loop() {
        ContextInternal known = loop;
        if (known == null) {
            loop = known = (ContextInternal) vertx.getOrCreateContext();
        }
        return known;
    }
}

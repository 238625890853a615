package dev.edgewise.gateway.upstream;

import dev.edgewise.routing.pool.Cluster;
import dev.edgewise.routing.pool.Permit;
import io.netty.util.AsciiString;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event loop's connections to the endpoints of one cluster. */
public final class ClusterClient {
    private final Cluster cluster;
    private final @Nullable CharSequence authorization;
    private final long silenceMillisMax;
    private volatile boolean takesUsage = true;
    private final List<EndpointClient> endpoints = new ArrayList<>();

    public ClusterClient(Vertx vertx, ClusterTarget target) {
        cluster = target.cluster();
        silenceMillisMax = target.bounds().silenceMillisMax();
        String key = target.apiKey();
        authorization = key == null ? null : AsciiString.cached("Bearer " + key);
        for (int i = 0; i < cluster.size(); i++) {
            endpoints.add(EndpointClient.of(vertx, cluster.endpoint(i).url(), target));
        }
    }

    public Cluster cluster() {
        return cluster;
    }

    /** The centre's own credentials, or null when it wants none. */
    public @Nullable CharSequence authorization() {
        return authorization;
    }

    /** Whether a stream's usage may be asked for: false once a request with that addition was refused. */
    public boolean takesUsage() {
        return takesUsage;
    }

    public void refusesUsage() {
        takesUsage = false;
    }

    /** The longest silence of an endpoint while an answer is awaited or runs, in milliseconds. */
    public long silenceMillisMax() {
        return silenceMillisMax;
    }

    public UpstreamCall send(Permit permit, UpstreamRequest request, UpstreamSink sink) {
        return endpoints.get(permit.index()).send(request, sink);
    }

    /** Whether endpoint {@code index} gives a sign of life: any status below 500 within the time. Never fails. */
    public Future<Probed> probe(int index, String path, long timeoutMillis) {
        return endpoints.get(index).probe(path, authorization, timeoutMillis);
    }

    public void close() {
        endpoints.forEach(EndpointClient::close);
    }
}

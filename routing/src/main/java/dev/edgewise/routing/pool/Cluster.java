package dev.edgewise.routing.pool;

import dev.edgewise.routing.ClusterHealth;
import dev.edgewise.routing.ClusterView;
import dev.edgewise.routing.Residency;
import dev.edgewise.routing.Why;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * The endpoints of one central cluster: their health from probes and from traffic, and the choice among them.
 *
 * <p>Choice: two endpoints are drawn at random and the one with the lower latency estimate times outstanding requests
 * is taken (M. Mitzenmacher, <i>The Power of Two Choices in Randomized Load Balancing</i>, IEEE TPDS 12(10), 2001).
 *
 * <p>Health: probes take an endpoint out for as long as they fail. Failures in a row eject one for a while, at most a
 * share of the pool and never the last that is left; where residency leaves only ejected ones, they are used as the
 * last resort rather than refusing the request. An endpoint that asked for a pause is avoided while others are there.
 *
 * <p>Safe for any thread, without waiting: event loops call it directly. A pick allocates the permit.
 */
public final class Cluster implements ClusterView {

    /** The most endpoints of one cluster. */
    public static final int ENDPOINTS_MAX = 64;

    private final String name;
    private final List<EndpointState> endpoints;
    private final long allMask;
    private final String[] regions;
    private final long[] regionMasks;
    private final PoolSettings pool;
    private final ProbeSettings probe;
    private final LongSupplier nanos;
    private final long originNanos;
    private final LongSupplier random;
    private final EndpointLoad load;
    private final Ejections ejections;
    private final AtomicLong downMask = new AtomicLong();
    private final RetryBudget retries;
    private final AtomicLongArray failures = new AtomicLongArray(FailureKind.values().length);

    /** A cluster of 1 to {@link #ENDPOINTS_MAX} endpoints, of which nothing is known yet. */
    public Cluster(String name, List<EndpointSpec> specs, ClusterSettings settings, Surroundings surroundings) {
        if (specs.isEmpty() || specs.size() > ENDPOINTS_MAX) {
            throw new IllegalArgumentException("cluster " + name + " needs 1 to " + ENDPOINTS_MAX + " endpoints");
        }
        this.name = name;
        this.pool = settings.pool();
        this.probe = settings.probe();
        this.nanos = surroundings.nanos();
        this.originNanos = nanos.getAsLong();
        this.random = surroundings.random();
        this.load = surroundings.load();
        List<EndpointState> states = new ArrayList<>();
        for (EndpointSpec spec : specs) {
            states.add(
                    new EndpointState(states.size(), spec, pool.latencyDecay().toNanos()));
        }
        this.endpoints = List.copyOf(states);
        this.allMask = -1L >>> (ENDPOINTS_MAX - specs.size());
        this.regions = specs.stream().map(EndpointSpec::region).distinct().toArray(String[]::new);
        this.regionMasks = Arrays.stream(regions)
                .mapToLong(region -> maskOf(region, specs))
                .toArray();
        this.ejections = new Ejections(specs.size(), pool);
        this.retries = new RetryBudget(settings.retry(), nanos);
    }

    /** The cluster's name in the configuration. */
    public String name() {
        return name;
    }

    /** How many endpoints there are; their indexes run from zero. */
    public int size() {
        return endpoints.size();
    }

    /** The endpoint with that index, as configured. */
    public EndpointSpec endpoint(int index) {
        return endpoints.get(index).spec();
    }

    /**
     * Chooses an endpoint for one request. The permit must be closed on every path.
     *
     * @param residency the regions the data may be sent to
     * @param tried endpoints not to be chosen again; a request whose {@code tried} is empty earns retry budget
     */
    public Pick pick(Residency residency, Tried tried) {
        if (tried.mask() == 0) {
            retries.request();
        }
        long now = now();
        long allowed = allowedMask(residency);
        long alive = allowed & ~downMask.get() & ~tried.mask();
        while (alive != 0) {
            long best = bestMask(alive, now);
            if (best == 0) {
                return new Pick.None(Why.CENTRAL_BUSY, retryAfterNanos(residency));
            }
            EndpointState chosen = choose(best, now);
            if (chosen.acquire(pool.outstandingMax())) {
                return new Permit(this, chosen, tried);
            }
            alive &= ~(1L << chosen.index());
        }
        Why why = allowed == 0 ? Why.RESIDENCY : roomLost(allowed, tried) ? Why.CENTRAL_BUSY : Why.CENTRAL_DOWN;
        return new Pick.None(why, retryAfterNanos(residency));
    }

    /**
     * Whether a failed attempt may be followed by one at another endpoint. Only before the client has seen a byte, and
     * only when the work was certainly not done, or the caller agreed to have it done twice.
     */
    public Verdict judge(FailureKind kind, Attempt attempt) {
        if (attempt.firstByteReleased()) {
            return Verdict.RELEASED;
        }
        if (kind.work() == FailureKind.Work.MAYBE_DONE && !attempt.repeatable()) {
            return Verdict.MAYBE_BILLED;
        }
        if (attempt.deadlineNanos() <= 0) {
            return Verdict.TOO_LATE;
        }
        if (attempt.tried().count() >= pool.attemptsMax()) {
            return Verdict.ATTEMPTS_SPENT;
        }
        long others = allowedMask(attempt.residency())
                & ~downMask.get()
                & ~attempt.tried().mask();
        if (withRoom(others) == 0) {
            return Verdict.NO_OTHER_ENDPOINT;
        }
        return retries.tryRetry() ? Verdict.FAIL_OVER : Verdict.BUDGET_SPENT;
    }

    /**
     * Takes a probe's result. The first probe of an endpoint decides alone; later ones need
     * {@link ProbeSettings#failuresToDown()} failures in a row. A failure is not counted when the endpoint has answered
     * a request since the last probe, so that a busy server is not taken for a dead one.
     */
    public EndpointHealth probed(int index, boolean healthy) {
        EndpointState endpoint = endpoints.get(index);
        long bit = 1L << index;
        if (healthy) {
            endpoint.probeSucceeded();
            downMask.updateAndGet(mask -> mask & ~bit);
        } else {
            int needed = endpoint.probed() ? probe.failuresToDown() : 1;
            if (endpoint.probeFailed() >= needed) {
                downMask.updateAndGet(mask -> mask | bit);
            }
        }
        return health(endpoint, now());
    }

    /**
     * Takes a failed probe, as {@link #probed(int, boolean)}, and keeps its reason for {@link EndpointSnapshot}.
     *
     * @param cause without secrets
     */
    public EndpointHealth probeFailed(int index, String cause) {
        endpoints.get(index).blamed(cause, now());
        return probed(index, false);
    }

    @Override
    public ClusterHealth health(Residency residency) {
        long allowed = allowedMask(residency);
        if (allowed == 0) {
            return ClusterHealth.NO_ENDPOINT;
        }
        long alive = allowed & ~downMask.get();
        if (alive == 0) {
            return ClusterHealth.DOWN;
        }
        long open = withRoom(alive);
        if (open == 0) {
            return ClusterHealth.FULL;
        }
        return (open & ~ejections.mask(now())) == 0 ? ClusterHealth.SHAKY : ClusterHealth.UP;
    }

    @Override
    public long firstByteNanos(Residency residency) {
        long now = now();
        long alive = allowedMask(residency) & ~downMask.get() & ~ejections.mask(now);
        double best = Double.MAX_VALUE;
        for (long rest = alive; rest != 0; rest &= rest - 1) {
            double latency = endpoints.get(Long.numberOfTrailingZeros(rest)).latencyNanos(now);
            if (latency >= 1) {
                best = Math.min(best, latency);
            }
        }
        return best == Double.MAX_VALUE ? 0 : (long) best;
    }

    /** The time to the next probe of a failing endpoint, as nothing changes before that; zero where none is failing. */
    @Override
    public long retryAfterNanos(Residency residency) {
        return (allowedMask(residency) & downMask.get()) == 0
                ? 0
                : probe.intervalFailing().toNanos();
    }

    @Override
    public double saturation() {
        long outstanding = 0;
        for (EndpointState endpoint : endpoints) {
            outstanding += endpoint.outstanding();
        }
        return Math.min(1, outstanding / ((double) pool.outstandingMax() * endpoints.size()));
    }

    /** The state of every endpoint. Each figure is right by itself; together they may be a few operations apart. */
    public ClusterSnapshot snapshot() {
        long now = now();
        return new ClusterSnapshot(
                name,
                endpoints.stream().map(endpoint -> snapshot(endpoint, now)).toList(),
                retries.left());
    }

    /** The state of the endpoint with that index. */
    public EndpointSnapshot endpointSnapshot(int index) {
        return snapshot(endpoints.get(index), now());
    }

    /** Failed requests of that kind since the start, over all endpoints. */
    public long failures(FailureKind kind) {
        return failures.get(kind.ordinal());
    }

    private EndpointSnapshot snapshot(EndpointState endpoint, long now) {
        return new EndpointSnapshot(
                endpoint.spec(),
                health(endpoint, now),
                endpoint.outstanding(),
                (long) endpoint.latencyNanos(now),
                endpoint.failuresInRow(),
                ejections.count(endpoint.index()),
                ejections.remainingNanos(endpoint.index(), now),
                endpoint.cooling(now),
                endpoint.served(),
                endpoint.failures(),
                endpoint.lastFailure(),
                endpoint.sinceFailureNanos(now));
    }

    void measured(EndpointState endpoint, long latencyNanos) {
        endpoint.measured(latencyNanos, now());
    }

    void succeeded(EndpointState endpoint) {
        endpoint.succeeded();
    }

    void failed(EndpointState endpoint, FailureKind kind, long coolNanos, String cause) {
        long now = now();
        endpoint.blamed(cause, now);
        failures.incrementAndGet(kind.ordinal());
        int inRow = endpoint.failed(kind);
        if (coolNanos > 0) {
            endpoint.coolUntil(now + Math.min(coolNanos, pool.coolingMax().toNanos()));
        }
        if (inRow == 0) {
            return;
        }
        endpoint.penalised(pool.failurePenalty().toNanos(), now);
        if (inRow >= pool.ejectAfterFailures() && ejections.eject(endpoint.index(), allMask & ~downMask.get(), now)) {
            endpoint.forgetFailures();
        }
    }

    private EndpointHealth health(EndpointState endpoint, long now) {
        long bit = 1L << endpoint.index();
        if ((downMask.get() & bit) != 0) {
            return EndpointHealth.DOWN;
        }
        if ((ejections.mask(now) & bit) != 0) {
            return EndpointHealth.EJECTED;
        }
        return endpoint.probed() ? EndpointHealth.UP : EndpointHealth.UNKNOWN;
    }

    private long allowedMask(Residency residency) {
        long mask = 0;
        for (int i = 0; i < regions.length; i++) {
            mask |= residency.allows(regions[i]) ? regionMasks[i] : 0;
        }
        return mask;
    }

    private static long maskOf(String region, List<EndpointSpec> specs) {
        long mask = 0;
        for (int index = 0; index < specs.size(); index++) {
            mask |= specs.get(index).region().equals(region) ? 1L << index : 0;
        }
        return mask;
    }

    private long withRoom(long candidates) {
        long open = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            if (endpoints.get(index).outstanding() < pool.outstandingMax()) {
                open |= 1L << index;
            }
        }
        return open;
    }

    /** Of the candidates with room: those that are well, else those that asked for a pause, else the ejected ones. */
    private long bestMask(long candidates, long now) {
        long open = withRoom(candidates);
        long calm = open & ~ejections.mask(now);
        long well = calm & ~coolingMask(calm, now);
        return well != 0 ? well : calm != 0 ? calm : open;
    }

    private long coolingMask(long candidates, long now) {
        long cooling = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            if (endpoints.get(index).cooling(now)) {
                cooling |= 1L << index;
            }
        }
        return cooling;
    }

    private boolean roomLost(long allowed, Tried tried) {
        return (allowed & ~downMask.get() & ~tried.mask()) != 0;
    }

    private EndpointState choose(long candidates, long now) {
        int count = Long.bitCount(candidates);
        if (count == 1) {
            return endpoints.get(Long.numberOfTrailingZeros(candidates));
        }
        long bits = random.getAsLong();
        int first = scaled((int) (bits >>> 32), count);
        // Drawn from the others and shifted past the first, so that the two always differ.
        int second = scaled((int) bits, count - 1);
        second += second >= first ? 1 : 0;
        EndpointState a = endpoints.get(nth(candidates, first));
        EndpointState b = endpoints.get(nth(candidates, second));
        return a.cost(now) * load.factor(a.index()) <= b.cost(now) * load.factor(b.index()) ? a : b;
    }

    /** Maps 32 random bits evenly to 0 .. bound - 1. */
    private static int scaled(int bits, int bound) {
        return (int) (((bits & 0xffff_ffffL) * bound) >>> 32);
    }

    private static int nth(long mask, int n) {
        long rest = mask;
        for (int i = 0; i < n; i++) {
            rest &= rest - 1;
        }
        return Long.numberOfTrailingZeros(rest);
    }

    private long now() {
        return nanos.getAsLong() - originNanos;
    }
}

package dev.edgewise.gateway.account;

import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.ServedBy;
import dev.edgewise.routing.Why;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that requests leave behind. Meters are made once and kept; every label's values
 * come from closed lists, none from callers.
 *
 * <p>Threads: any.
 */
public final class Metrics {
    private static final int SERVED = ServedBy.values().length;
    private static final int WHYS = Why.values().length;
    private static final int STATUS_CLASSES = 6;

    private static final Duration[] LATENCY_BUCKETS =
            seconds(.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60);
    private static final Duration[] OVERHEAD_BUCKETS =
            seconds(.00001, .000025, .00005, .0001, .00025, .0005, .001, .0025, .005, .01, .05);

    /** In hundredths: the registry counts whole numbers only, rounded up. */
    private static final double[] SIMILARITY_BUCKETS = {50, 60, 70, 80, 85, 90, 92, 94, 96, 98, 100};

    private static final double HUNDREDTHS = 100;

    private final MeterRegistry registry;
    private final AtomicReferenceArray<@Nullable Counter> requests =
            new AtomicReferenceArray<>(Api.values().length * SERVED * (WHYS + 1) * STATUS_CLASSES);
    private final Map<ServedBy, Timer> latency = new EnumMap<>(ServedBy.class);
    private final Map<ServedBy, Timer> firstByte = new EnumMap<>(ServedBy.class);
    private final LongAdder[] phaseNanos = new LongAdder[Phase.values().length];
    private final Timer overhead;
    private final DistributionSummary nearServed;
    private final DistributionSummary nearPinned;
    private final DistributionSummary nearFetched;
    private final Counter promptTokens;
    private final Counter completionTokens;
    private final Counter usageUnknown;
    private final Counter estimatedTokens;
    private final LongAdder costNanos;
    private final LongAdder avoidedNanos;
    private final Counter itemsFound;
    private final Counter itemsAsked;
    private final Counter attempts;
    private final Counter truncated;
    private final Counter clientGone;
    private final Counter logDropped;

    public Metrics(MeterRegistry registry) {
        this.registry = registry;
        for (ServedBy by : ServedBy.values()) {
            latency.put(by, timer(MeterName.REQUEST_DURATION, by, LATENCY_BUCKETS));
            firstByte.put(by, timer(MeterName.FIRST_BYTE, by, LATENCY_BUCKETS));
        }
        for (Phase phase : Phase.values()) {
            var nanos = new LongAdder();
            phaseNanos[phase.ordinal()] = nanos;
            FunctionCounter.builder(MeterName.OVERHEAD_PHASE.id(), nanos, sum -> sum.sum() / 1e9)
                    .description(MeterName.OVERHEAD_PHASE.description())
                    .tag("phase", phase.wire())
                    .register(registry);
        }
        overhead = Timer.builder(MeterName.OVERHEAD.id())
                .description(MeterName.OVERHEAD.description())
                .serviceLevelObjectives(OVERHEAD_BUCKETS)
                .register(registry);
        nearServed = similarity("served");
        nearPinned = similarity("pinned");
        nearFetched = similarity("fetched");
        promptTokens = tokens("prompt");
        completionTokens = tokens("completion");
        usageUnknown = counter(MeterName.USAGE_UNKNOWN);
        estimatedTokens = counter(MeterName.TOKENS_ESTIMATED);
        costNanos = sum(MeterName.COST);
        avoidedNanos = sum(MeterName.COST_AVOIDED);
        itemsFound = items("found");
        itemsAsked = items("asked");
        attempts = counter(MeterName.UPSTREAM_ATTEMPTS);
        truncated = counter(MeterName.ANSWERS_TRUNCATED);
        clientGone = counter(MeterName.CLIENTS_GONE);
        logDropped = counter(MeterName.LOG_DROPPED);
    }

    /** The counter of these facts, made at its first use and found by position afterwards. */
    Counter requests(Api api, ServedBy by, @Nullable Why why, int status) {
        int reason = why == null ? WHYS : why.ordinal();
        int statusClass = Math.clamp(status / 100, 0, STATUS_CLASSES - 1);
        int at = ((api.ordinal() * SERVED + by.ordinal()) * (WHYS + 1) + reason) * STATUS_CLASSES + statusClass;
        Counter counter = requests.get(at);
        if (counter == null) {
            counter = Counter.builder(MeterName.REQUESTS.id())
                    .description(MeterName.REQUESTS.description())
                    .tag("api", api.path())
                    .tag("served_by", by.wire())
                    .tag("why", why == null ? "none" : why.wire())
                    .tag("status", statusClass + "xx")
                    .register(registry);
            requests.set(at, counter);
        }
        return counter;
    }

    Timer latency(ServedBy by) {
        return must(latency, by);
    }

    Timer firstByte(ServedBy by) {
        return must(firstByte, by);
    }

    LongAdder phaseNanos(Phase phase) {
        return phaseNanos[phase.ordinal()];
    }

    Timer overhead() {
        return overhead;
    }

    /** How near the nearest question was, by what became of a request. */
    DistributionSummary similarity(ServedBy by) {
        return switch (by) {
            case CACHE_SEMANTIC -> nearServed;
            case PINNED -> nearPinned;
            case CACHE_EXACT, CACHE_STALE, COALESCED, LOCAL, CENTRAL, POLICY, GATEWAY -> nearFetched;
        };
    }

    Counter promptTokens() {
        return promptTokens;
    }

    Counter completionTokens() {
        return completionTokens;
    }

    Counter usageUnknown() {
        return usageUnknown;
    }

    Counter estimatedTokens() {
        return estimatedTokens;
    }

    LongAdder costNanos() {
        return costNanos;
    }

    LongAdder avoidedNanos() {
        return avoidedNanos;
    }

    Counter itemsFound() {
        return itemsFound;
    }

    Counter itemsAsked() {
        return itemsAsked;
    }

    Counter attempts() {
        return attempts;
    }

    Counter truncated() {
        return truncated;
    }

    Counter clientGone() {
        return clientGone;
    }

    Counter logDropped() {
        return logDropped;
    }

    /** A gauge read when metrics are scraped. */
    public <T> void gauge(MeterName name, T source, ToDoubleFunction<T> read) {
        Gauge.builder(name.id(), source, read)
                .description(name.description())
                .strongReference(true)
                .register(registry);
    }

    /** A total that something else counts. */
    public <T> void total(MeterName name, String label, String value, T source, ToDoubleFunction<T> read) {
        FunctionCounter.builder(name.id(), source, read)
                .description(name.description())
                .tag(label, value)
                .register(registry);
    }

    /** A total of whole numbers. */
    private LongAdder sum(MeterName name) {
        var sum = new LongAdder();
        FunctionCounter.builder(name.id(), sum, LongAdder::sum)
                .description(name.description())
                .register(registry);
        return sum;
    }

    private Counter counter(MeterName name) {
        return Counter.builder(name.id()).description(name.description()).register(registry);
    }

    private Timer timer(MeterName name, ServedBy by, Duration[] buckets) {
        return Timer.builder(name.id())
                .description(name.description())
                .tag("served_by", by.wire())
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    private DistributionSummary similarity(String result) {
        return DistributionSummary.builder(MeterName.SEMANTIC_SIMILARITY.id())
                .description(MeterName.SEMANTIC_SIMILARITY.description())
                .tag("result", result)
                .baseUnit("percent")
                .scale(HUNDREDTHS)
                .serviceLevelObjectives(SIMILARITY_BUCKETS)
                .register(registry);
    }

    private Counter items(String result) {
        return Counter.builder(MeterName.CACHE_ITEMS.id())
                .description(MeterName.CACHE_ITEMS.description())
                .tag("result", result)
                .register(registry);
    }

    private Counter tokens(String kind) {
        return Counter.builder(MeterName.TOKENS.id())
                .description(MeterName.TOKENS.description())
                .tag("kind", kind)
                .register(registry);
    }

    private static Timer must(Map<ServedBy, Timer> timers, ServedBy by) {
        Timer timer = timers.get(by);
        if (timer == null) {
            throw new IllegalStateException("no timer for " + by);
        }
        return timer;
    }

    private static Duration[] seconds(double... values) {
        var buckets = new Duration[values.length];
        for (int i = 0; i < values.length; i++) {
            buckets[i] = Duration.ofNanos(Math.round(values[i] * 1e9));
        }
        return buckets;
    }
}

package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.flight.Flights;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Keying;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.lookup.Varying;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Effects;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Identified;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Tenant;
import dev.edgewise.gateway.request.TraceContext;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.support.NoHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the JDK gives no threads carried by an event loop, requests of one loop are read by several threads at once. */
class LookupThreadsTest {
    private static final int THREADS = 24;
    private static final int REQUESTS_PER_THREAD = 300;
    private static final String YAML = """
            models: [{name: chat, central: {cluster: main, model: m}}]
            clusters: {main: {endpoints: [{url: "http://127.0.0.1:1"}]}}
            """;

    @TempDir
    Path folder;

    private Rules rules;
    private Lookup lookup;

    @BeforeEach
    void aLookup() throws Exception {
        Path file = Files.writeString(folder.resolve("edgewise.yaml"), YAML);
        NodeConfig config = switch (new ConfigLoader(Map.of(), Set.of()).load(file)) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
        NodeClock clock = NodeClock.system();
        rules = new RulesFactory(config)
                .make(
                        config,
                        NodeModels.of(config, new Promotions(java.nio.file.Path.of("target", "no-versions.json"))),
                        null,
                        null);
        lookup = new Lookup(
                Caches.of(
                        new ResponseCache(Limits.cache(config.cache()), System::nanoTime, new Random(1)),
                        new Flights<>(Limits.flights(config.cache()), System::nanoTime, Limits.LEADER_ENDED)),
                new Keying(
                        new RequestScan(LimitsConfig.BODY_BYTES_CONFIGURABLE),
                        LimitsConfig.BODY_BYTES_CONFIGURABLE,
                        clock));
    }

    @Test
    void requestsReadAtTheSameTimeGetTheirOwnKeys() throws Exception {
        List<CacheKey> alone = IntStream.range(0, THREADS).mapToObj(this::key).toList();
        var together = new CountDownLatch(THREADS);
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Long>> wrong = IntStream.range(0, THREADS)
                    .mapToObj(caller -> threads.submit(() -> {
                        together.countDown();
                        together.await();
                        return IntStream.range(0, REQUESTS_PER_THREAD)
                                .filter(again -> !key(caller).equals(alone.get(caller)))
                                .count();
                    }))
                    .toList();

            for (Future<Long> count : wrong) {
                assertThat(count.get()).isZero();
            }
        }
        assertThat(alone).doesNotHaveDuplicates();
    }

    private CacheKey key(int caller) {
        String body = """
                {"model":"chat","temperature":0,"messages":[{"role":"user","content":"%s"}]}""".formatted(("caller " + caller + " ").repeat(50));
        var governed = new Governed(
                new Identified(arrival(), Tenant.ANONYMOUS),
                body.getBytes(StandardCharsets.UTF_8),
                Effects.none(Effects.UNKNOWN_COUNTRY));
        return switch (lookup.read(
                rules, governed, new Lookup.Raw.Unread(CacheDirectives.NONE, null, 0, Varying.Known.NOTHING))) {
            case Lookup.Read.Miss miss -> {
                try (miss) {
                    yield Objects.requireNonNull(miss.keyed().keys()).canonical();
                }
            }
            case Lookup.Read other -> throw new AssertionError(other);
        };
    }

    private static Arrival arrival() {
        var trace = TraceContext.continuing(null, new Random(1));
        return new Arrival(
                Api.CHAT, "POST", Api.CHAT.path(), "", new NoHeaders(), "127.0.0.1", "req_1", trace, Long.MAX_VALUE);
    }
}

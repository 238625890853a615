package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.flight.Flights;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.Scanned;
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
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.RequestHeaders;
import dev.edgewise.gateway.request.Tenant;
import dev.edgewise.gateway.request.TraceContext;
import dev.edgewise.gateway.rules.Rules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of requests whose answers vary by a line. */
class VaryingKeysTest {
    private static final Varying.Known KNOWN =
            new Varying.Known(Map.of("chat", List.of("x-role")), List.of("x-role", "x-other"));
    private static final byte[] BODY = """
            {"model":"chat","temperature":0,"messages":[{"role":"user","content":"hi"}]}""".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final RequestScan scan = new RequestScan(LimitsConfig.BODY_BYTES_CONFIGURABLE);
    private final Keying keying = new Keying(scan, LimitsConfig.BODY_BYTES_CONFIGURABLE, NodeClock.system());
    private Rules rules;
    private Lookup lookup;

    private record One(String header, String value) implements RequestHeaders {
        @Override
        public @Nullable String get(CharSequence name) {
            return name.toString().equalsIgnoreCase(header) ? value : null;
        }

        @Override
        public List<String> all(CharSequence name) {
            String there = get(name);
            return there == null ? List.of() : List.of(there);
        }

        @Override
        public void forEach(BiConsumer<String, String> line) {
            line.accept(header, value);
        }
    }

    /** Where an answer is kept, and where questions that mean the same meet. */
    private record Keys(CacheKey canonical, CacheKey frame) {}

    @BeforeEach
    void aLookup() throws Exception {
        Path file = Files.writeString(folder.resolve("edgewise.yaml"), """
            models: [{name: chat, central: {cluster: main, model: m}}]
            clusters: {main: {endpoints: [{url: "http://127.0.0.1:1"}]}}
            """);
        NodeConfig config = switch (new ConfigLoader(Map.of(), Set.of()).load(file)) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
        rules = new RulesFactory(config)
                .make(config, NodeModels.of(config, new Promotions(folder.resolve("no-versions.json"))), null, null);
        lookup = new Lookup(
                Caches.of(
                        new ResponseCache(Limits.cache(config.cache()), System::nanoTime, new Random(1)),
                        new Flights<>(Limits.flights(config.cache()), System::nanoTime, Limits.LEADER_ENDED)),
                keying);
    }

    private Keys keys(Varying.Known known, String header, String value) {
        var arrival = new Arrival(
                Api.CHAT,
                "POST",
                Api.CHAT.path(),
                "",
                new One(header, value),
                "127.0.0.1",
                "req_1",
                TraceContext.continuing(null, new Random(1)),
                Long.MAX_VALUE);
        var governed =
                new Governed(new Identified(arrival, Tenant.ANONYMOUS), BODY, Effects.none(Effects.UNKNOWN_COUNTRY));
        return switch (lookup.read(rules, governed, new Lookup.Raw.Unread(CacheDirectives.NONE, null, 0, known))) {
            case Lookup.Read.Miss miss -> {
                try (miss) {
                    Keyed keyed = miss.keyed();
                    yield new Keys(
                            Objects.requireNonNull(keyed.keys()).canonical(),
                            keying.frame(rules, keyed, (Scanned) scan.scan(BODY)));
                }
            }
            case Lookup.Read other -> throw new AssertionError(other);
        };
    }

    @Test
    void answersAndQuestionsMeetOnlyWhereTheLinesAreTheSame() {
        Keys chef = keys(KNOWN, "X-Role", "chef");
        Keys poet = keys(KNOWN, "X-Role", "poet");
        Keys nobody = keys(KNOWN, "X-Another", "chef");
        Keys unknown = keys(Varying.Known.NOTHING, "X-Role", "chef");

        assertThat(keys(KNOWN, "x-role", "chef")).isEqualTo(chef);
        assertThat(List.of(chef.canonical, poet.canonical, nobody.canonical, unknown.canonical))
                .doesNotHaveDuplicates();
        assertThat(List.of(chef.frame, poet.frame, nobody.frame, unknown.frame)).doesNotHaveDuplicates();
        assertThat(keys(Varying.Known.NOTHING, "X-Role", "poet")).isEqualTo(unknown);
        // Of another model's lines this one's answers say nothing.
        assertThat(keys(KNOWN, "X-Other", "chef")).isEqualTo(nobody);
    }
}

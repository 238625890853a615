package dev.edgewise.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.directive.Heed;
import dev.edgewise.gateway.config.setting.Effective;
import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Kind;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.MapOf;
import dev.edgewise.gateway.config.setting.Scalar;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.source.Origin;
import dev.edgewise.gateway.config.unit.Cidr;
import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.gateway.config.unit.Price;
import dev.edgewise.gateway.config.unit.Rate;
import dev.edgewise.gateway.config.unit.Secret;
import dev.edgewise.gateway.config.unit.Share;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.residency.KeepAlive;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every setting reaches its own component of its record, and none is forgotten. */
class EverySettingTest {

    @TempDir
    Path folder;

    @BeforeEach
    void certificate() throws IOException {
        Files.writeString(folder.resolve("node.crt"), Yaml.resource("node.crt"));
        Yaml.write(folder.resolve("pinned.yaml"), "pinned: [{id: a, questions: [b], answer: c}]");
        Yaml.write(folder.resolve("node.key"), "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n");
    }

    private Loaded.Good everySetting() {
        return Yaml.good(
                Yaml.load(folder, Yaml.resource("every-setting.yaml"), Map.of("CENTRAL_API_KEY", "sk-central")));
    }

    @Test
    void aFileThatSetsEverySettingBecomesTheseRecords() {
        NodeConfig config = everySetting().config();

        assertThat(config.node()).isEqualTo(new NodeIdentity("icn-01", "KR"));
        assertThat(config.listen())
                .isEqualTo(new ListenConfig(
                        new HttpListener("localhost", 18080),
                        new HttpsListener("127.0.0.2", 18443, folder.resolve("node.crt"), folder.resolve("node.key")),
                        new AdminListener("127.0.0.3", 19090, List.of(hash("1".repeat(64)))),
                        2));
        assertThat(config.store()).isEqualTo(new StoreConfig(folder.resolve("data"), 60_000_000_000L, true));
        assertThat(config.tenants())
                .containsExactly(new TenantConfig(
                        "acme",
                        List.of(hash("abcdef" + "0".repeat(58))),
                        List.of("chat-small", "embed-small"),
                        new TenantLimits(new Rate(600, Duration.ofMinutes(1))),
                        true,
                        CacheMode.EXACT,
                        CacheScope.USER,
                        "X-End-User"));
        assertThat(config.models())
                .containsExactly(
                        new ModelConfig(
                                "embed-small",
                                new LocalConfig(
                                        "all-minilm-l6-v2-q",
                                        KeepAlive.of(Duration.ofMinutes(5)),
                                        List.of(Provider.CUDA),
                                        new CanaryConfig("all-minilm-l6-v2-q", 7, 90),
                                        new ShadowConfig("all-minilm-l6-v2-q")),
                                null),
                        new ModelConfig("chat-small", null, new CentralConfig("main", "llama-3.3-70b")));
        assertThat(config.clusters()).containsExactly(Map.entry("main", main()));
        assertThat(config.inference())
                .isEqualTo(new InferenceConfig(
                        3,
                        17,
                        4096,
                        new GenerationConfig(4, 2048, 2),
                        List.of(Provider.TENSORRT, Provider.CUDA, Provider.CPU),
                        1,
                        new MemoryConfig(4_000_000_000L, 40_000_000_000L),
                        new HubConfig(
                                URI.create("https://hub.example.net"),
                                new Secret("hf_token"),
                                List.of(URI.create("https://mirror.example.net")),
                                List.of("acme/*"),
                                List.of(URI.create("http://10.0.0.9:9000")),
                                URI.create("https://maven.example.net/repo"),
                                List.of("model_q4"),
                                List.of("MCowBQYDK2VwAyEA" + "A".repeat(43) + "="),
                                false)));
        assertThat(config.cache())
                .isEqualTo(new CacheConfig(
                        512_000_000,
                        Duration.ofHours(2),
                        Duration.ofMinutes(10),
                        Duration.ofHours(24),
                        Duration.ofMinutes(20),
                        new Share(0.1),
                        new MaxAgeConfig(Duration.ofSeconds(5), Duration.ofDays(3)),
                        Heed.TARGETED,
                        false,
                        2_000_000,
                        5_000_000_000L,
                        new SemanticConfig(
                                "embed-small",
                                new Share(0.02),
                                new Share(0.8),
                                List.of("en", "ko"),
                                new VerifierConfig("embed-small", folder.resolve("pairs.json"), new Share(0.9)),
                                folder.resolve("counts.json"),
                                new Share(0.05),
                                32_000_000,
                                Duration.ofMillis(300),
                                500),
                        List.of(folder.resolve("pinned.yaml")),
                        new SharedConfig(
                                URI.create("rediss://cache.example.net:6380/2"),
                                "edgewise",
                                new Secret("valkey-secret"),
                                "fleet-1",
                                Duration.ofMillis(80))));
        assertThat(config.cache().diskBytesMax(config.store())).isEqualTo(5_000_000_000L);
        assertThat(config.routes())
                .containsExactly(new RouteConfig(
                        new RouteMatch(List.of("chat-small")),
                        Prefer.QUALITY,
                        RouteCache.REUSE,
                        Replay.PACED,
                        new Rate(20, Duration.ofSeconds(1))));
        assertThat(config.rules())
                .containsExactly(new RuleConfig(
                        "no-cuba",
                        new RuleMatch(List.of("CU", "unknown"), List.of("acme"), List.of("chat-small")),
                        new RuleEffect(
                                new DenyEffect("not_here", "Not served in your country."),
                                "Good morning.",
                                List.of("KR"))));
        assertThat(config.geo())
                .isEqualTo(new GeoConfig(
                        List.of(new TrustConfig(List.of(cidr("10.0.0.0/8"), cidr("fd00::/8")), "CF-IPCountry"))));
        assertThat(config.limits()).isEqualTo(limits());
        assertThat(config.fleet())
                .isEqualTo(new FleetConfig(
                        URI.create("tls://nats.example.net:4223"),
                        "icn",
                        new Secret("nats-secret"),
                        "asia",
                        new FleetConfig.CutOffConfig(Duration.ofMinutes(2), FleetConfig.Then.BYPASS)));
        assertThat(config.telemetry())
                .isEqualTo(new TelemetryConfig(new LogConfig(LogLevel.DEBUG, LogFormat.TEXT, false)));
    }

    private ClusterConfig main() {
        return new ClusterConfig(
                List.of(
                        new EndpointConfig(URI.create("https://gpu-1.example.net"), "KR"),
                        new EndpointConfig(URI.create("http://10.0.0.7:8000/openai/v1/"), "JP")),
                new Secret("sk-central"),
                new PriceConfig(new Price("USD", 600_000_000), new Price("USD", 900_000_000)),
                new HealthConfig("/health", Duration.ofSeconds(7), Duration.ofSeconds(3), 4, 2),
                Protocol.HTTP1,
                64,
                65,
                Duration.ofMillis(1500),
                Duration.ofSeconds(61),
                Duration.ofSeconds(62),
                folder.resolve("ca.pem"));
    }

    private static LimitsConfig limits() {
        return new LimitsConfig(
                9_000_000,
                4_000,
                new HeaderLimits(101, 33_000),
                1001,
                1002,
                103,
                Duration.ofSeconds(11),
                Duration.ofSeconds(61),
                2_000,
                Duration.ofSeconds(31),
                Duration.ofSeconds(76),
                Duration.ofSeconds(121),
                Duration.ofSeconds(32));
    }

    /** So a new setting cannot be added without a line in the mapping above. */
    @Test
    void theFileOfTheMappingTestLeavesNoSettingAtItsDefault() {
        Loaded.Good loaded = everySetting();

        assertThat(loaded.effective())
                .filteredOn(value -> value.origin() instanceof Origin.Default)
                .isEmpty();

        Map<String, String> defaults = new LinkedHashMap<>();
        byPath(NodeConfig.GROUP, "", defaults, setting -> String.valueOf(setting.byDefault()));
        Stream<String> paths = loaded.effective().stream()
                .map(Effective::path)
                .map(path -> path.replaceAll("\\[\\d+]", "").replace("clusters.main", "clusters.NAME"));
        assertThat(paths).containsAll(defaults.keySet());
        assertThat(loaded.effective())
                .noneMatch(value -> value.shown().equals(defaults.get(value.path()))
                        && !value.shown().equals("null"));
    }

    @Test
    void everyComponentOfEveryRecordHasASettingOfItsOwn() throws Exception {
        Map<Class<?>, Group<?>> groups = groups();

        assertThat(groups).hasSizeGreaterThan(20);
        groups.forEach((record, group) -> assertThat(record.getRecordComponents())
                .as(record.getSimpleName())
                .extracting(RecordComponent::getName)
                // Whether a setting was written at all is no setting.
                .filteredOn(name -> !name.endsWith("Given"))
                .hasSameSizeAs(group.settings()));
    }

    @Test
    void everySettingIsDescribedInASentence() throws Exception {
        for (Group<?> group : groups().values()) {
            assertThat(group.settings())
                    .allSatisfy(setting ->
                            assertThat(setting.says()).hasSizeGreaterThan(15).endsWith("."));
        }
    }

    private static Map<Class<?>, Group<?>> groups() throws Exception {
        Map<Class<?>, Group<?>> groups = new LinkedHashMap<>();
        try (Stream<Path> classes = Files.list(
                Path.of(NodeConfig.class.getResource("NodeConfig.class").toURI())
                        .getParent())) {
            for (Path file :
                    classes.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> type = Class.forName(NodeConfig.class.getPackageName() + "." + name);
                for (var field : type.getDeclaredFields()) {
                    if (field.getName().equals("GROUP")) {
                        groups.put(type, (Group<?>) field.get(null));
                    }
                }
            }
        }
        return groups;
    }

    private static void byPath(
            Kind<?> kind, String path, Map<String, String> into, Function<Setting<?>, String> value) {
        switch (kind) {
            case Scalar<?> _ -> {}
            case ListOf<?> list -> byPath(list.item(), path, into, value);
            case MapOf<?> map -> byPath(map.value(), path + ".NAME", into, value);
            case Group<?> group -> {
                for (Setting<?> setting : group.settings()) {
                    String below = path.isEmpty() ? setting.key() : path + "." + setting.key();
                    if (setting.kind() instanceof Scalar
                            || setting.kind() instanceof ListOf<?>(Scalar<?> _, int _, int _)) {
                        into.put(below, value.apply(setting));
                    }
                    byPath(setting.kind(), below, into, value);
                }
            }
        }
    }

    private static KeyHash hash(String digits) {
        return ((Parsed.Ok<KeyHash>) KeyHash.parse("sha256:" + digits)).value();
    }

    private static Cidr cidr(String text) {
        return ((Parsed.Ok<Cidr>) Cidr.parse(text)).value();
    }
}

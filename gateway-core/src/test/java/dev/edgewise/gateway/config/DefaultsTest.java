package dev.edgewise.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.directive.Heed;
import dev.edgewise.gateway.config.unit.Share;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does that was told nothing. */
class DefaultsTest {

    private static final NodeConfig DEFAULTS =
            Yaml.good(new ConfigLoader(Map.of(), Yaml.LOCAL_MODELS).defaults()).config();

    @Test
    void withoutAFileTheNodeListensOnLoopbackWithTheEmbeddedModelForEveryone() {
        assertThat(DEFAULTS.node()).isEqualTo(new NodeIdentity("edge-local", "local"));
        assertThat(DEFAULTS.listen())
                .isEqualTo(new ListenConfig(
                        new HttpListener("127.0.0.1", 8080), null, new AdminListener("127.0.0.1", 9090, List.of()), 1));
        assertThat(DEFAULTS.models())
                .containsExactly(new ModelConfig(
                        "embed-small", new LocalConfig("all-minilm-l6-v2-q", null, null, null, null), null));
        assertThat(DEFAULTS.tenants()).isEmpty();
        assertThat(DEFAULTS.clusters()).isEmpty();
        assertThat(DEFAULTS.routes()).isEmpty();
        assertThat(DEFAULTS.rules()).isEmpty();
        assertThat(DEFAULTS.geo()).isEqualTo(new GeoConfig(List.of()));
    }

    @Test
    void defaultsAreTheseNumbers() {
        assertThat(DEFAULTS.store())
                .isEqualTo(new StoreConfig(Path.of("var").toAbsolutePath(), 50_000_000_000L, false));
        assertThat(DEFAULTS.inference())
                .isEqualTo(new InferenceConfig(
                        0,
                        512,
                        16_384,
                        new GenerationConfig(8, 8192, 0),
                        List.of(dev.edgewise.inference.provider.Provider.CPU),
                        0,
                        new MemoryConfig(0, 0),
                        new HubConfig(
                                java.net.URI.create("https://huggingface.co"),
                                null,
                                List.of(),
                                List.of("*"),
                                List.of(),
                                null,
                                dev.edgewise.inference.store.folder.Exports.DEFAULT.order(),
                                List.of(),
                                true)));
        assertThat(DEFAULTS.cache())
                .isEqualTo(new CacheConfig(
                        256_000_000,
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMinutes(10),
                        new Share(0.05),
                        new MaxAgeConfig(Duration.ofSeconds(1), Duration.ofDays(7)),
                        Heed.ALL,
                        true,
                        1_000_000,
                        null,
                        null,
                        List.of(),
                        null));
        assertThat(DEFAULTS.cache().diskBytesMax(DEFAULTS.store())).isZero();
        assertThat(DEFAULTS.cache().diskBytesMax(new StoreConfig(Path.of("data"), 0, true)))
                .isEqualTo(1_000_000_000);
        assertThat(DEFAULTS.limits())
                .isEqualTo(new LimitsConfig(
                        8_000_000,
                        8_000,
                        new HeaderLimits(100, 32_000),
                        10_000,
                        2_048,
                        128,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        1_000,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(75),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(30)));
        assertThat(DEFAULTS.telemetry())
                .isEqualTo(new TelemetryConfig(new LogConfig(LogLevel.INFO, LogFormat.JSON, true)));
    }

    @Test
    void aClusterNeedsNothingButAnEndpoint(@TempDir Path folder) {
        NodeConfig config = Yaml.good(folder, "clusters: {main: {endpoints: [{url: 'http://127.0.0.1:9100'}]}}")
                .config();

        ClusterConfig main = config.clusters().get("main");
        assertThat(main.apiKey()).isNull();
        assertThat(main.price()).isNull();
        assertThat(main.health())
                .isEqualTo(new HealthConfig("/v1/models", Duration.ofSeconds(5), Duration.ofSeconds(2), 3, 1));
        assertThat(main.protocol()).isEqualTo(Protocol.AUTO);
        assertThat(main.connectionsMax()).isEqualTo(512);
        assertThat(main.waitingMax()).isEqualTo(1024);
        assertThat(main.connectTimeMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(main.idleTimeMax()).isEqualTo(Duration.ofSeconds(60));
        assertThat(main.silenceTimeMax()).isEqualTo(Duration.ofSeconds(60));
        assertThat(main.ca()).isNull();
    }

    @Test
    void anEmptyFileIsTheSameAsNone(@TempDir Path folder) {
        NodeConfig config = Yaml.good(folder, "# nothing yet\n").config();

        assertThat(config.listen()).isEqualTo(DEFAULTS.listen());
        assertThat(config.models()).isEqualTo(DEFAULTS.models());
        assertThat(config.store().dir()).isEqualTo(folder.resolve("var"));
    }

    @Test
    void aTenantMayUseAllModelsUnlessToldOtherwise(@TempDir Path folder) {
        String hash = "sha256:" + "a".repeat(64);
        NodeConfig config = Yaml.good(folder, "tenants: [{id: acme, keys: ['" + hash + "']}]")
                .config();

        assertThat(config.tenants().getFirst().allows("anything")).isTrue();
        assertThat(config.tenants().getFirst().limits().requests()).isNull();
    }
}

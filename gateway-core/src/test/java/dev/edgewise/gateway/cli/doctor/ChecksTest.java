package dev.edgewise.gateway.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.InferenceConfig;
import dev.edgewise.gateway.config.KnownModels;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.inference.onnx.RuntimeFacts;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.store.background.PullNotes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void anOldJdkIsBadAndTheNewestIsGood() {
        assertThat(MachineChecks.java(17).state()).isEqualTo(Finding.State.BAD);
        assertThat(MachineChecks.java(26).state()).isEqualTo(Finding.State.OK);
    }

    @Test
    void aCacheThatFillsTheHeapIsBadAndLittleMemoryAWarning() {
        assertThat(MachineChecks.memory(8_000_000_000L, 1_000_000_000L, 900_000_000L)
                        .state())
                .isEqualTo(Finding.State.BAD);
        assertThat(MachineChecks.memory(300_000_000L, 150_000_000L, 0).state()).isEqualTo(Finding.State.WARN);
        assertThat(MachineChecks.memory(8_000_000_000L, 4_000_000_000L, 256_000_000L)
                        .state())
                .isEqualTo(Finding.State.OK);
    }

    @Test
    void aModelThatCouldNotBePulledIsTold() {
        var note = new PullNotes.Note("hub.example.net is busy (503)", 3, NOW);
        Finding finding = PullChecks.finding("chat", "hf:acme/chat", note);

        assertThat(finding.state()).isEqualTo(Finding.State.WARN);
        assertThat(finding.says()).contains("hf:acme/chat could not be pulled", "busy (503) (3 tries", "2026-11-26");
        assertThat(finding.todo()).contains("edgewise model load chat");
    }

    @Test
    void aModelThatIsStillToBePulledIsAWarningAndAnErrorWhereNothingPullsIt() throws IOException {
        String yaml = "store: {dir: data}\nmodels: [{name: chat, local: {model: \"hf:acme/chat\"}}]\n";
        Path file = Files.writeString(folder.resolve("edgewise.yaml"), yaml);
        var loader = new ConfigLoader(Map.of(), KnownModels.ofStore());

        assertThat(loader.load(file))
                .isInstanceOfSatisfying(
                        Loaded.Good.class,
                        good -> assertThat(good.warnings())
                                .anyMatch(warning -> warning.show().contains("a node pulls it while it serves")));

        Files.writeString(file, yaml + "inference: {hub: {pull: false}}\n");
        assertThat(loader.load(file))
                .isInstanceOfSatisfying(
                        Loaded.Bad.class,
                        bad -> assertThat(bad.problems())
                                .anyMatch(problem -> problem.show().contains("'edgewise model pull hf:acme/chat'")));
    }

    @Test
    void aPortInUseIsBadAndNamesItsSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding finding = NetworkChecks.port("listen.http", "127.0.0.1", taken.getLocalPort());

            assertThat(finding.state()).isEqualTo(Finding.State.BAD);
            assertThat(finding.todo()).contains("listen.http.port");
        }
        assertThat(NetworkChecks.port("listen.http", "127.0.0.1", 0).state()).isEqualTo(Finding.State.OK);
    }

    @Test
    void anEndpointsRefusalOfTheKeyAndItsFailureAreBad() {
        URI url = URI.create("http://127.0.0.1:1/v1/models");
        assertThat(NetworkChecks.judged("u", url, 401).todo()).contains("api_key");
        assertThat(NetworkChecks.judged("u", url, 502).state()).isEqualTo(Finding.State.BAD);
        assertThat(NetworkChecks.judged("u", url, 404).state()).isEqualTo(Finding.State.OK);
    }

    @Test
    void aClockBeforeThisVersionIsBadAndOneThatDiffersAWarning() {
        assertThat(NetworkChecks.clock(Instant.EPOCH, Optional.empty()).state()).isEqualTo(Finding.State.BAD);
        assertThat(NetworkChecks.clock(NOW, Optional.of(NOW.plus(Duration.ofHours(1))))
                        .state())
                .isEqualTo(Finding.State.WARN);
        assertThat(NetworkChecks.clock(NOW, Optional.of(NOW.minusSeconds(2))).state())
                .isEqualTo(Finding.State.OK);
    }

    @Test
    void filesThatAreMissingOrNoKeyAndNoCertificateAreBad() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "hello");
        assertThat(FileChecks.key(folder.resolve("none")).says()).contains("NoSuchFileException");
        assertThat(FileChecks.key(text).todo()).contains("openssl pkcs8");
        assertThat(FileChecks.certificates("c", text, NOW).state()).isEqualTo(Finding.State.BAD);
        assertThat(FileChecks.store(text).state()).isEqualTo(Finding.State.BAD);
        assertThat(FileChecks.store(folder.resolve("new")).state()).isNotEqualTo(Finding.State.BAD);
    }

    @Test
    void aVectorThatIsNotTheKnownOneIsBad() {
        assertThat(EngineChecks.known(new float[384], 1).state()).isEqualTo(Finding.State.BAD);
    }

    @Test
    void theRuntimeLoadsAndTheModelGivesTheKnownAnswer() {
        List<Finding> findings = EngineChecks.all(folder.resolve("models"), inference(""));

        assertThat(findings).extracting(Finding::check).containsExactly("onnx runtime", "gpu", "model");
        assertThat(findings).allSatisfy(finding -> assertThat(finding.state()).isEqualTo(Finding.State.OK));
    }

    @Test
    void aProviderThatIsWantedAndNotThereIsAWarningWithItsReason() {
        assumeFalse(RuntimeFacts.built(Provider.CUDA), "the class path has the GPU jar");

        List<Finding> findings =
                EngineChecks.all(folder.resolve("models"), inference("inference: {providers: [cuda]}\n"));

        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly("onnx runtime", "gpu", "model", "provider cuda");
        assertThat(findings.getLast().state()).isEqualTo(Finding.State.WARN);
        assertThat(findings.getLast().says())
                .startsWith("not usable: this build has ONNX Runtime for the processor alone");
        assertThat(findings.getLast().todo()).startsWith("Models run on cpu instead.");
    }

    private InferenceConfig inference(String yaml) {
        ConfigLoader loader = new ConfigLoader(Map.of(), KnownModels.any());
        try {
            Path file = Files.writeString(folder.resolve("edgewise.yaml"), yaml);
            return switch (yaml.isEmpty() ? loader.defaults() : loader.load(file)) {
                case Loaded.Good good -> good.config().inference();
                case Loaded.Bad bad -> throw new AssertionError(bad.problems());
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

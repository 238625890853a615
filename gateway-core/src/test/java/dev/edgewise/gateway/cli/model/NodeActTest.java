package dev.edgewise.gateway.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.node.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code model load}, {@code unload}, {@code promote} and {@code rollback} as a user types them, against a running node. */
@Timeout(120)
class NodeActTest {
    @TempDir
    static Path folder;

    private static TestNode node;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        resource("all-minilm-l6-v2-q.onnx", own.resolve("model.onnx"));
        resource("all-minilm-l6-v2-q-tokenizer.json", own.resolve("tokenizer.json"));
        Files.writeString(
                own.resolve("config.json"),
                "{\"architectures\":[\"BertModel\"],\"hidden_size\":384,\"max_position_embeddings\":512,\"vocab_size\":30522}");
        node = TestNode.start(
                folder,
                TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data") + "\"}\ncache: {disk: 0B}\n" + """
                        models:
                          - {name: plain, local: {model: all-minilm-l6-v2-q}}
                          - name: tried
                            local: {model: all-minilm-l6-v2-q, canary: {model: "file:own", share: 5%, agreement: 95%}}
                        """);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    private static void resource(String name, Path to) throws IOException {
        try (InputStream from =
                Objects.requireNonNull(NodeActTest.class.getClassLoader().getResourceAsStream(name))) {
            Files.copy(from, to);
        }
    }

    private int run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--admin";
        all[arguments.length + 1] = "http://127.0.0.1:" + node.node().adminPort();
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new ModelCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }

    private static String answeredBy(String name) {
        return node.ask("/v1/embeddings", "{\"model\":\"" + name + "\",\"input\":\"hello\"}")
                .headers()
                .firstValue("edge-model")
                .orElse("");
    }

    @Test
    void aModelLeavesMemoryAndComesBackAtAWord() throws IOException {
        assertThat(run("unload", "plain")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("plain is not in memory; the next request loads it");
        assertThat(run("load", "plain")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("plain is in memory");

        assertThat(run("load", "plain", "--json")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).path("state").asText())
                .isEqualTo("warm");
    }

    @Test
    void aModelIsPinnedAndKeptForAnotherTimeThanTheConfigurationSays() throws IOException {
        assertThat(run("pin", "plain")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("plain is in memory, pinned");
        assertThat(local().path("pinned").asBoolean()).isTrue();
        assertThat(node.get("/metrics").body()).contains("edgewise_local_models_pinned 1.0");
        assertThat(run("unpin", "plain")).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("plain is in memory");

        assertThat(local().path("keep_alive").asText()).isEqualTo("-1");
        assertThat(run("load", "plain", "--keep-alive", "10m"))
                .as(err.toString())
                .isZero();
        assertThat(local().path("keep_alive").asText()).isEqualTo("10m");
        assertThat(local().path("memory_bytes").asLong()).isPositive();
        assertThat(run("load", "plain", "--keep-alive", "106752d"))
                .as(err.toString())
                .isZero();
        assertThat(local().path("keep_alive").asText()).isEqualTo("-1");
        assertThat(run("load", "plain", "--keep-alive", "configured")).isZero();
        assertThat(local().path("keep_alive").asText()).isEqualTo("-1");
        assertThat(run("load", "plain", "--keep-alive", "soon")).isEqualTo(1);
        assertThat(err.toString()).contains("'keep_alive' must be a duration");
    }

    private static com.fasterxml.jackson.databind.JsonNode local() throws IOException {
        return new ObjectMapper()
                .readTree(node.get("/admin/v1/models/plain").body())
                .path("local");
    }

    @Test
    void aCanaryIsPromotedWithItsProofAndRolledBack() {
        assertThat(run("promote", "tried")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("answers in place of all-minilm-l6-v2-q, agreeing by 100.0 %");
        assertThat(answeredBy("tried")).startsWith("own-");

        assertThat(run("promote", "tried")).isZero();
        assertThat(out.toString()).contains("is promoted already");

        assertThat(run("rollback", "tried")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("all-minilm-l6-v2-q answers all requests");
        assertThat(answeredBy("tried")).isEqualTo("all-minilm-l6-v2-q");

        assertThat(run("promote", "tried", "--force")).isZero();
        assertThat(out.toString()).contains("unchecked");
        assertThat(run("rollback", "tried")).isZero();
    }

    @Test
    void whatCannotBeDoneIsOneSentenceAndExitCodeOne() {
        for (String act : new String[] {"load", "unload", "pin", "unpin", "promote", "rollback"}) {
            assertThat(run(act, "nobody")).as(act).isEqualTo(1);
            assertThat(err.toString()).as(act).isNotBlank().doesNotContain("Exception");
        }
        assertThat(run("promote", "plain")).isEqualTo(1);
        assertThat(err.toString()).contains("plain has no canary");
        assertThat(run("rollback", "plain")).isEqualTo(1);
        assertThat(run("load")).isEqualTo(2);
    }
}

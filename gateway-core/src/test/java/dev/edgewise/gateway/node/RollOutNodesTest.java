package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.support.RealServer;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.head.LinearHead;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with a tier between them of which one has a roll-out already: neither is given the other's answers. */
@Timeout(300)
class RollOutNodesTest {
    private static final String CHAT =
            "{\"model\":\"chat\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String TOPIC = "{\"model\":\"topics\",\"input\":\"the sky is blue\"}";

    @TempDir
    Path folder;

    private final Centre centre = new Centre();
    private RealServer server;

    @BeforeEach
    void start() {
        server = RealServer.valkey();
    }

    @AfterEach
    void end() {
        centre.close();
        if (server != null) {
            server.close();
        }
    }

    private String yaml(String name, String models, String rules) {
        return TestNode.LISTEN
                + "node: {id: %s}\nstore: {dir: \"%s\"}\n".formatted(name, store(name))
                + "cache: {shared: {valkey: \"redis://127.0.0.1:%d\", timeout: 10s}}\n".formatted(server.port())
                + "clusters: {main: {endpoints: [{url: \"%s\"}], health: {interval: 1h, timeout: 30s}}}\n"
                        .formatted(centre.url())
                + "models: [" + models + "]\n" + rules;
    }

    private Path store(String name) {
        return folder.resolve(name).resolve("var");
    }

    private TestNode node(String name, String models, String... stored) throws IOException {
        return TestNode.start(Files.createDirectories(folder.resolve(name)), yaml(name, models, ""), stored);
    }

    private static void rollOut(TestNode node, String yaml) {
        node.rewrite(yaml);
        HttpResponse<String> reply = node.post("/admin/v1/config/reload", "");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    }

    private static String chat(TestNode node) {
        HttpResponse<String> reply = node.ask("/v1/chat/completions", CHAT);
        return by(reply) + " " + reply.headers().firstValue("edge-model").orElse("");
    }

    private static String by(HttpResponse<String> reply) {
        return reply.headers().firstValue("edge-served-by").orElse("");
    }

    /** Waits until the tier has so many answers of that node. */
    private static void shared(TestNode node, int answers) {
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        node.node().registry().scrape().contains("edgewise_shared_stored_total " + answers + ".0"));
    }

    @Test
    void anAliasThatStandsForAnotherModelNowIsAnsweredAnewOnEachNodeAsItGetsIt() throws IOException {
        String before = "{name: chat, central: {cluster: main, model: big}}";
        String after = "{name: chat, central: {cluster: main, model: bigger}}";
        try (TestNode seoul = node("seoul", before);
                TestNode busan = node("busan", before)) {
            assertThat(chat(seoul)).isEqualTo("central big");
            shared(seoul, 1);
            assertThat(chat(busan)).isEqualTo("cache-exact big");

            rollOut(seoul, yaml("seoul", after, ""));
            assertThat(chat(seoul)).isEqualTo("central bigger");
            shared(seoul, 2);
            assertThat(chat(busan)).as("it has no roll-out yet").isEqualTo("cache-exact big");

            rollOut(busan, yaml("busan", after, ""));
            assertThat(chat(busan)).as("from the tier").isEqualTo("cache-exact bigger");
        }
    }

    @Test
    void aRuleHoldsOverStoredAnswersFromItsReloadOnAndOnItsNodeAlone() throws IOException {
        String model = "{name: chat, central: {cluster: main, model: big}}";
        String rule = "rules: [{id: r, effect: {%s}}]\n";
        try (TestNode seoul = node("seoul", model);
                TestNode busan = node("busan", model)) {
            assertThat(chat(seoul)).isEqualTo("central big");
            shared(seoul, 1);
            assertThat(chat(busan)).isEqualTo("cache-exact big");

            rollOut(seoul, yaml("seoul", model, rule.formatted("answer: \"Ask again tomorrow.\"")));
            assertThat(chat(seoul)).startsWith("policy");
            rollOut(seoul, yaml("seoul", model, rule.formatted("deny: {message: \"Not today.\"}")));
            assertThat(seoul.ask("/v1/chat/completions", CHAT).statusCode()).isEqualTo(403);
            rollOut(seoul, yaml("seoul", model, rule.formatted("residency: [JP]")));
            assertThat(seoul.ask("/v1/chat/completions", CHAT).statusCode())
                    .as("what was fetched elsewhere is not sent")
                    .isEqualTo(503);
            assertThat(chat(busan)).isEqualTo("cache-exact big");

            rollOut(seoul, yaml("seoul", model, ""));
            assertThat(chat(seoul)).as("no answer was lost").isEqualTo("cache-exact big");
        }
    }

    /** Puts a head into a node's store that always answers with the given one of its labels. */
    private void publish(String node, String name, int answer) throws IOException {
        float[] bias = new float[2];
        Arrays.fill(bias, -5);
        bias[answer] = 5;
        var head =
                new LinearHead(List.of("weather", "sports"), 384, new float[2 * 384], bias, new Calibration(1, 0, 1e9));
        var store = new ModelStore(store(node).resolve("models"), InstantSource.system());
        StoredFile file = store.stage(HeadFile.NAME, new HeadFile("all-minilm-l6-v2-q", head).toBytes());
        store.publish(name, "head:" + name, "1", HeadFile.NAME, List.of(file), HeadFile::read);
    }

    private static String topic(TestNode node) {
        HttpResponse<String> reply = node.ask("/v1/classify", TOPIC);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return by(reply) + " " + reply.body().replaceAll("(?s)^.*?\"label\":\"(\\w+)\".*", "$1");
    }

    private static void act(TestNode node, String what, String body) {
        HttpResponse<String> reply = node.post("/admin/v1/models/topics/" + what, body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void aPromotedVersionAnswersAnewAndTheNodeWithoutItKeepsItsOwnAnswers() throws IOException {
        String models = "{name: topics, local: {model: first, canary: {model: second, share: 0%}}},"
                + " {name: embed, local: {model: all-minilm-l6-v2-q}}";
        for (String name : List.of("seoul", "busan")) {
            publish(name, "first", 0);
            publish(name, "second", 1);
        }
        try (TestNode seoul = node("seoul", models, "first", "second");
                TestNode busan = node("busan", models, "first", "second")) {
            assertThat(topic(seoul)).isEqualTo("local weather");
            shared(seoul, 1);
            assertThat(topic(busan)).isEqualTo("cache-exact weather");

            act(seoul, "promote", "{\"force\":true}");
            assertThat(topic(seoul)).isEqualTo("local sports");
            shared(seoul, 2);
            assertThat(topic(busan)).isEqualTo("cache-exact weather");

            act(busan, "promote", "{\"force\":true}");
            assertThat(topic(busan)).as("from the tier").isEqualTo("cache-exact sports");
            act(busan, "rollback", "{}");
            assertThat(topic(busan)).endsWith(" weather");
            assertThat(topic(seoul)).isEqualTo("cache-exact sports");
        }
    }
}

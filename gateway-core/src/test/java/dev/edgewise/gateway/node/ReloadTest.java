package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.RawClient.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the file does to a node that serves. */
class ReloadTest {
    private static final String CHAT_PATH = "/v1/chat/completions";
    private static final String CHAT = chat("hi");

    @TempDir
    Path folder;

    private static String chat(String text) {
        return """
                {"model":"chat","temperature":0,"messages":[{"role":"user","content":"%s"}]}""".formatted(text);
    }

    private static String post(String body) {
        return """
                POST %s HTTP/1.1\r
                Host: node\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s""".formatted(CHAT_PATH, body.length(), body);
    }

    private static void reload(TestNode node, String yaml) {
        node.rewrite(yaml);
        assertThat(node.post("/admin/v1/config/reload", "").body()).contains("\"applied\"");
    }

    private static String servedBy(HttpResponse<String> response) {
        return response.headers().firstValue("edge-served-by").orElse("");
    }

    private static HttpResponse<String> withKey(TestNode node, String key) {
        return node.send(
                node.data(CHAT_PATH).header("authorization", "Bearer " + key).POST(BodyPublishers.ofString(CHAT)));
    }

    @Test
    void aRuleCountsFromTheNextRequestOnAndNoLongerOnceItIsGone() {
        String rule =
                "rules: [{id: closed, match: {model: [chat]}, effect: {deny: {code: closed, message: Not now.}}}]\n";
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            assertThat(node.ask(CHAT_PATH, CHAT).statusCode()).isEqualTo(200);

            reload(node, TestNode.LISTEN + centre.yaml() + rule);
            assertThat(node.ask(CHAT_PATH, CHAT).statusCode()).isEqualTo(403);

            reload(node, TestNode.LISTEN + centre.yaml());
            assertThat(node.ask(CHAT_PATH, CHAT).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aBodyLimitRaisedOrLoweredCountsForReadingAndForKeys() {
        String large = chat("x".repeat(5_000));
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml() + "limits: {body: 4kB}\n")) {
            assertThat(node.ask(CHAT_PATH, large).statusCode()).isEqualTo(413);

            reload(node, TestNode.LISTEN + centre.yaml() + "limits: {body: 1MB}\n");
            assertThat(node.ask(CHAT_PATH, large).statusCode()).isEqualTo(200);
            assertThat(servedBy(node.ask(CHAT_PATH, large))).isEqualTo("cache-exact");

            reload(node, TestNode.LISTEN + centre.yaml() + "limits: {body: 4kB}\n");
            assertThat(node.ask(CHAT_PATH, large).statusCode()).isEqualTo(413);
        }
    }

    @Test
    void aHeaderLimitCountsForConnectionsToCome() {
        String wide = "x".repeat(2_000);
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            assertThat(node.askOnce(CHAT_PATH, CHAT, wide).statusCode()).isEqualTo(200);

            reload(node, TestNode.LISTEN + centre.yaml() + "limits: {headers: {size: 1kB}}\n");

            assertThat(node.askOnce(CHAT_PATH, CHAT, wide).statusCode()).isEqualTo(431);
        }
    }

    @Test
    void anAliasThatPointsElsewhereTakesNoAnswerOfTheOldModelOutOfTheCache() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            node.ask(CHAT_PATH, CHAT);
            assertThat(servedBy(node.ask(CHAT_PATH, CHAT))).isEqualTo("cache-exact");

            reload(node, TestNode.LISTEN + centre.yaml().replace("model: m}", "model: n}"));

            HttpResponse<String> after = node.ask(CHAT_PATH, CHAT);
            assertThat(servedBy(after)).isEqualTo("central");
            assertThat(after.headers().firstValue("edge-model")).hasValue("n");

            reload(node, TestNode.LISTEN + centre.yaml());
            assertThat(servedBy(node.ask(CHAT_PATH, CHAT)))
                    .as("the old model's answers did not outlive its roll-out")
                    .isEqualTo("central");
        }
    }

    @Test
    void aTenantsKeyIsExchangedAndItsRateLimited() {
        String tenants = "tenants: [{id: acme, keys: [\"%s\"], models: [chat], limits: {requests: %s}}]\n";
        try (var centre = new Centre();
                var node = TestNode.start(
                        folder, TestNode.LISTEN + centre.yaml() + tenants.formatted(KeyHash.of("old"), "1000/min"))) {
            assertThat(withKey(node, "old").statusCode()).isEqualTo(200);

            reload(node, TestNode.LISTEN + centre.yaml() + tenants.formatted(KeyHash.of("new"), "2/min"));

            assertThat(withKey(node, "old").statusCode()).isEqualTo(401);
            assertThat(IntStream.range(0, 4)
                            .map(i -> withKey(node, "new").statusCode())
                            .boxed())
                    .contains(200)
                    .endsWith(429);
        }
    }

    @Test
    void aCacheStoresLargerAnswersOnceItMayAndAnswersNothingOnceItIsOff() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml() + "cache: {entry_max: 1kB}\n")) {
            node.ask(CHAT_PATH, CHAT);
            assertThat(servedBy(node.ask(CHAT_PATH, CHAT))).isEqualTo("central");

            reload(node, TestNode.LISTEN + centre.yaml() + "cache: {memory: 1MB, entry_max: 100kB, ttl: 5s}\n");
            node.ask(CHAT_PATH, CHAT);
            HttpResponse<String> hit = node.ask(CHAT_PATH, CHAT);
            assertThat(servedBy(hit)).isEqualTo("cache-exact");
            assertThat(hit.headers().firstValue("cache-status").orElse("")).matches("edgewise; hit; ttl=[0-5]");

            reload(node, TestNode.LISTEN + centre.yaml() + "cache: {memory: 0B}\n");
            assertThat(servedBy(node.ask(CHAT_PATH, CHAT))).isEqualTo("central");
        }
    }

    @Test
    void aBadFileKeepsTheLastGoodOneAndTheNextGoodOneCounts() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            node.rewrite(TestNode.LISTEN + centre.yaml() + "cache: {ttl: soon}\n");
            assertThat(node.post("/admin/v1/config/reload", "").statusCode()).isEqualTo(422);
            assertThat(node.ask(CHAT_PATH, CHAT).statusCode()).isEqualTo(200);

            reload(node, TestNode.LISTEN + centre.yaml().replace("name: chat", "name: talk"));
            assertThat(node.ask(CHAT_PATH, CHAT).body()).contains("model_not_found", "talk");
        }
    }

    @Test
    void aFileThatIsWatchedCountsWithoutBeingAskedFor() throws Exception {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml());
                var _ = node.watch()) {
            assertThat(node.ask(CHAT_PATH, CHAT).statusCode()).isEqualTo(200);

            node.rewrite(TestNode.LISTEN + centre.yaml().replace("name: chat", "name: talk"));

            await().untilAsserted(() ->
                    assertThat(node.ask(CHAT_PATH, CHAT).statusCode()).isEqualTo(404));
        }
    }

    @Test
    void aHundredReloadsUnderLoadFailNoRequest() throws Exception {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            var over = new AtomicBoolean();
            var asked = new AtomicInteger();
            Queue<String> failed = new ConcurrentLinkedQueue<>();
            Thread[] callers = IntStream.range(0, 4)
                    .mapToObj(caller -> Thread.ofPlatform().start(() -> {
                        // On bare sockets: the JDK's client takes a reply that comes at once for one nobody asked for.
                        try (RawClient client = RawClient.to(node.port())) {
                            while (!over.get()) {
                                // One in three is a hit; the others go to the centre, over connections that reloads
                                // replace.
                                Reply reply = client.send(
                                                post(chat("q" + asked.getAndIncrement() / 3 * 2 + caller % 2)))
                                        .reply();
                                if (reply == null || reply.status() != 200) {
                                    failed.add(String.valueOf(reply));
                                    return;
                                }
                            }
                        }
                    }))
                    .toArray(Thread[]::new);
            for (int i = 0; i < 100; i++) {
                int before = asked.get();
                reload(node, TestNode.LISTEN + centre.yaml(i) + "cache: {ttl: " + (i + 1) + "m}\n");
                await().until(() -> asked.get() > before + 4 || !failed.isEmpty());
            }
            over.set(true);
            for (Thread caller : callers) {
                caller.join();
            }

            assertThat(failed).isEmpty();
            assertThat(asked.get()).isGreaterThan(400);
        }
    }
}

package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Totals in metrics and log equal the sum of the responses, over random mixes of hit, miss, stream, cancel and error. */
class AccountingTest {
    private static final int REQUESTS = 150;
    private static final String USAGE = ",\"stream_options\":{\"include_usage\":true}";

    /** What the callers of one run saw, added up. */
    private static final class Seen {
        private final Map<String, Long> byServed = new TreeMap<>();
        private final Map<String, Long> byStatus = new TreeMap<>();
        private final List<String> ids = new ArrayList<>();
        private long promptTokens;
        private long completionTokens;
        private long cancelled;
        private long truncated;

        void add(Client.Answer answer) {
            byServed.merge(answer.servedBy(), 1L, Long::sum);
            byStatus.merge(answer.status() / 100 + "xx", 1L, Long::sum);
            ids.add(answer.header("x-request-id"));
            boolean stream = answer.header("content-type").startsWith("text/event-stream");
            if (stream && answer.events().getLast().contains("\"error\"")) {
                truncated++;
            }
            // Hits cost no tokens anew.
            if (answer.status() == 200 && answer.servedBy().equals("central")) {
                JsonNode usage = stream ? usage(answer) : answer.json().path("usage");
                promptTokens += usage.path("prompt_tokens").asLong();
                completionTokens += usage.path("completion_tokens").asLong();
            }
        }

        private static JsonNode usage(Client.Answer answer) {
            return answer.events().stream()
                    .filter(event -> event.contains("\"usage\":{"))
                    .map(Client::json)
                    .findFirst()
                    .map(event -> event.path("usage"))
                    .orElseGet(com.fasterxml.jackson.databind.node.MissingNode::getInstance);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void totalsEqualTheSumOfTheResponses(long seed) throws Exception {
        try (StandInCluster cluster = StandInCluster.start(
                        ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofNanos(200_000), 20));
                TestNode node =
                        TestNode.start(TestNode.clusters("health: {interval: 1h, timeout: 30s}", cluster) + """
                        models:
                          - {name: chat, central: {cluster: main, model: m}}
                          - {name: denied, central: {cluster: main, model: m}}
                        rules:
                          - {id: no, match: {model: [denied]}, effect: {deny: {message: "No."}}}
                        """)) {
            Random random = new Random(seed);
            Client client = node.client();
            Seen seen = new Seen();
            for (int i = 0; i < REQUESTS; i++) {
                oneRequest(random, cluster, node, client, seen);
            }
            Awaitility.await().atMost(Client.LIMIT).until(() -> node.log().size() >= REQUESTS);

            assertThat(node.log()).hasSize(REQUESTS);
            assertLog(node.log().stream().map(Client::json).toList(), seen);
            assertMetrics(node, seen);
        }
    }

    private static void oneRequest(Random random, StandInCluster cluster, TestNode node, Client client, Seen seen)
            throws Exception {
        String question = "question " + random.nextInt(12);
        String zero = random.nextInt(4) == 0 ? "" : ",\"temperature\":0";
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> seen.add(client.chat(Client.ask(question, zero)));
            case 3, 4, 5 -> seen.add(client.chat(Client.stream(question, zero + USAGE)));
            case 6 -> seen.add(client.chat(Client.ask(question, zero), "Cache-Control", "no-cache"));
            case 7 -> seen.add(client.chat("{\"model\":\"nobody\"}"));
            case 8 -> seen.add(client.chat(random.nextBoolean() ? "{" : "{\"model\":\"denied\"}"));
            case 9 -> {
                cluster.nextFaults(new Fault.Status(random.nextBoolean() ? 500 : 429));
                seen.add(client.chat(Client.ask(question, "")));
            }
            case 10 -> {
                cluster.nextFaults(new Fault.ResetMid(random.nextInt(5)));
                seen.add(client.chat(Client.stream(question, "")));
            }
            default -> cancelled(cluster, node, question, seen);
        }
    }

    private static void cancelled(StandInCluster cluster, TestNode node, String question, Seen seen) throws Exception {
        cluster.nextFaults(new Fault.StallMid(2));
        String id = "gone-" + seen.cancelled++;
        try (Wire wire = Wire.to(node)) {
            wire.send(Wire.chat(Client.stream(question, ""), "x-request-id: " + id));
            wire.readUntil("delta");
        }
        seen.ids.add(id);
        seen.byServed.merge("central", 1L, Long::sum);
        seen.byStatus.merge("2xx", 1L, Long::sum);
        // The next request begins once this one is over, so that each meets the fault meant for it.
        Awaitility.await().atMost(Client.LIMIT).until(() -> node.log().stream().anyMatch(line -> line.contains(id)));
    }

    private static void assertLog(List<JsonNode> lines, Seen seen) {
        assertThat(lines.stream().map(line -> line.path("request_id").asText()))
                .containsExactlyInAnyOrderElementsOf(seen.ids);
        assertThat(new HashSet<>(seen.ids)).hasSameSizeAs(seen.ids);
        assertThat(count(lines, line -> line.path("served_by").asText())).isEqualTo(seen.byServed);
        assertThat(count(lines, line -> line.path("status").asInt() / 100 + "xx"))
                .isEqualTo(seen.byStatus);
        assertThat(sum(lines, "prompt_tokens")).isEqualTo(seen.promptTokens);
        assertThat(sum(lines, "completion_tokens")).isEqualTo(seen.completionTokens);
        assertThat(lines.stream().filter(line -> line.path("client_gone").asBoolean()))
                .hasSize((int) seen.cancelled);
        assertThat(lines.stream().filter(line -> line.path("truncated").asBoolean()))
                .hasSize((int) seen.truncated);
    }

    private static void assertMetrics(TestNode node, Seen seen) {
        seen.byServed.forEach((by, count) -> assertThat(node.total("edgewise.requests", "served_by", by))
                .as(by)
                .isEqualTo((double) count));
        seen.byStatus.forEach((status, count) -> assertThat(node.total("edgewise.requests", "status", status))
                .as(status)
                .isEqualTo((double) count));
        assertThat(node.total("edgewise.requests")).isEqualTo(REQUESTS);
        assertThat(node.total("edgewise.tokens", "kind", "prompt")).isEqualTo((double) seen.promptTokens);
        assertThat(node.total("edgewise.tokens", "kind", "completion")).isEqualTo((double) seen.completionTokens);
        assertThat(node.total("edgewise.clients.gone")).isEqualTo((double) seen.cancelled);
        assertThat(node.total("edgewise.answers.truncated")).isEqualTo((double) seen.truncated);
        assertThat(node.total("edgewise.log.dropped")).isZero();
    }

    private static Map<String, Long> count(List<JsonNode> lines, Function<JsonNode, String> by) {
        return lines.stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
    }

    private static long sum(List<JsonNode> lines, String field) {
        return lines.stream().mapToLong(line -> line.path(field).asLong()).sum();
    }
}

package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.awaitility.Awaitility;

/** Totals in metrics and log equal the sum of the responses, over random mixes of hit, miss, stream, cancel and error. */
class AccountingTest {
    private static final int REQUESTS = 60;
    private static final String USAGE = ",\"stream_options\":{\"include_usage\":true}";

    /** What a caller does. */
    enum Kind {
        WHOLE,
        STREAM,
        /** A stream whose usage nobody asks for: it is sampled, so that it cannot be shared. */
        UNTOLD,
        ANEW,
        UNKNOWN_MODEL,
        MALFORMED,
        DENIED,
        CENTRE_FAILS,
        CENTRE_BREAKS_OFF,
        CANCELLED
    }

    /** @param detail what distinguishes two of a kind, from 0 to 3 */
    record Step(Kind kind, int question, boolean sampled, int detail) {}

    @Provide
    Arbitrary<List<Step>> mixes() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(3, Kind.WHOLE),
                Tuple.of(3, Kind.STREAM),
                Tuple.of(2, Kind.UNTOLD),
                Tuple.of(1, Kind.ANEW),
                Tuple.of(1, Kind.UNKNOWN_MODEL),
                Tuple.of(1, Kind.MALFORMED),
                Tuple.of(1, Kind.DENIED),
                Tuple.of(1, Kind.CENTRE_FAILS),
                Tuple.of(1, Kind.CENTRE_BREAKS_OFF),
                Tuple.of(1, Kind.CANCELLED));
        Arbitrary<Integer> details = Arbitraries.integers().between(0, 3);
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 7), details.map(any -> any == 0), details)
                .as(Step::new)
                .list()
                .ofSize(REQUESTS);
    }

    @Property(tries = 3, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void totalsEqualTheSumOfTheResponses(@ForAll("mixes") List<Step> mix) throws Exception {
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
            Client client = node.client();
            Map<String, Seen> seen = new TreeMap<>();
            for (Step step : mix) {
                Seen one = step.kind == Kind.CANCELLED
                        ? cancelled(cluster, node, "gone-" + seen.size())
                        : Seen.of(answer(step, cluster, client));
                assertThat(seen.put(one.id, one)).as(one.id).isNull();
            }
            Awaitility.await().atMost(Client.LIMIT).until(() -> node.log().size() >= REQUESTS);

            List<JsonNode> lines = node.log().stream().map(Client::json).toList();
            assertThat(lines).hasSize(REQUESTS).allSatisfy(line -> assertLine(line, seen));
            assertMetrics(node, seen, lines);
        }
    }

    private static Client.Answer answer(Step step, StandInCluster cluster, Client client) throws Exception {
        String question = "question " + step.question;
        String sampling = step.sampled ? "" : ",\"temperature\":0";
        return switch (step.kind) {
            case WHOLE -> client.chat(Client.ask(question, sampling));
            case STREAM -> client.chat(Client.stream(question, sampling + USAGE));
            case UNTOLD -> client.chat(Client.stream(question, ""));
            case ANEW -> client.chat(Client.ask(question, sampling), "Cache-Control", "no-cache");
            case UNKNOWN_MODEL -> client.chat("{\"model\":\"nobody\"}");
            case MALFORMED -> client.chat("{");
            case DENIED -> client.chat("{\"model\":\"denied\"}");
            case CENTRE_FAILS -> {
                cluster.nextFaults(new Fault.Status(step.sampled ? 500 : 429));
                yield client.chat(Client.ask(question, ""));
            }
            case CENTRE_BREAKS_OFF -> {
                cluster.nextFaults(new Fault.ResetMid(step.detail));
                yield client.chat(Client.stream(question, ""));
            }
            case CANCELLED -> throw new IllegalArgumentException("its answer is not read");
        };
    }

    private static Seen cancelled(StandInCluster cluster, TestNode node, String id) throws Exception {
        cluster.nextFaults(new Fault.StallMid(2));
        try (Wire wire = Wire.to(node)) {
            wire.send(Wire.chat(Client.stream("stalls", ""), "x-request-id: " + id));
            wire.readUntil("delta");
        }
        // The next request begins once this one is over, so that each meets the fault meant for it.
        Awaitility.await().atMost(Client.LIMIT).until(() -> node.log().stream().anyMatch(line -> line.contains(id)));
        return new Seen(id, 200, "central", true, false, Tokens.UNTOLD);
    }

    /** What an answer says of its tokens. */
    private record Tokens(boolean told, long prompt, long completion) {
        private static final Tokens NONE = new Tokens(true, 0, 0);
        private static final Tokens UNTOLD = new Tokens(false, 0, 0);
    }

    /** What the caller of one request saw. */
    private record Seen(String id, int status, String servedBy, boolean cancelled, boolean truncated, Tokens tokens) {
        static Seen of(Client.Answer answer) {
            boolean stream = answer.header("content-type").startsWith("text/event-stream");
            return new Seen(
                    answer.header("x-request-id"),
                    answer.status(),
                    answer.servedBy(),
                    false,
                    stream && answer.events().getLast().contains("\"error\""),
                    tokens(answer, stream));
        }

        /** Hits cost no tokens anew, and errors none. Of a stream without its usage, the events with text are counted. */
        private static Tokens tokens(Client.Answer answer, boolean stream) {
            if (answer.status() != 200 || !answer.servedBy().equals("central")) {
                return Tokens.NONE;
            }
            List<JsonNode> parts = stream
                    ? answer.events().stream()
                            .filter(event -> event.startsWith("{"))
                            .map(Client::json)
                            .toList()
                    : List.of(answer.json());
            return parts.stream()
                    .map(part -> part.path("usage"))
                    .filter(JsonNode::isObject)
                    .findFirst()
                    .map(usage -> new Tokens(
                            true,
                            usage.path("prompt_tokens").asLong(),
                            usage.path("completion_tokens").asLong()))
                    .orElseGet(() -> new Tokens(
                            false,
                            0,
                            parts.stream()
                                    .filter(part -> !part.at("/choices/0/delta/content")
                                            .asText("")
                                            .isEmpty())
                                    .count()));
        }

        String statusClass() {
            return status / 100 + "xx";
        }
    }

    private static void assertLine(JsonNode line, Map<String, Seen> all) {
        Seen seen = all.get(line.path("request_id").asText());
        assertThat(seen).as(line.toString()).isNotNull();
        assertThat(line.path("served_by").asText()).isEqualTo(seen.servedBy);
        assertThat(line.path("status").asInt()).isEqualTo(seen.status);
        assertThat(line.path("client_gone").asBoolean()).isEqualTo(seen.cancelled);
        assertThat(line.path("truncated").asBoolean()).isEqualTo(seen.truncated);
        if (seen.tokens.told && seen.status != 502) {
            assertThat(line.path("prompt_tokens").asLong(-1)).isEqualTo(seen.tokens.prompt);
            assertThat(line.path("completion_tokens").asLong(-1)).isEqualTo(seen.tokens.completion);
            assertThat(line.has("completion_tokens_estimated")).isFalse();
        } else if (!seen.tokens.told) {
            assertThat(line.has("prompt_tokens")).as(line.toString()).isFalse();
            assertThat(line.has("completion_tokens")).isFalse();
            // How much of a stream the node had read when its client left is a matter of time.
            assertThat(
                            seen.cancelled
                                    ? 0
                                    : line.path("completion_tokens_estimated").asLong())
                    .isEqualTo(seen.tokens.completion);
        }
    }

    private static void assertMetrics(TestNode node, Map<String, Seen> seen, List<JsonNode> lines) {
        count(seen, Seen::servedBy)
                .forEach((by, count) -> assertTotal(count, node.total("edgewise.requests", "served_by", by)));
        count(seen, Seen::statusClass)
                .forEach((status, count) -> assertTotal(count, node.total("edgewise.requests", "status", status)));
        assertTotal(REQUESTS, node.total("edgewise.requests"));
        assertTotal(sum(lines, "prompt_tokens"), node.total("edgewise.tokens", "kind", "prompt"));
        assertTotal(sum(lines, "completion_tokens"), node.total("edgewise.tokens", "kind", "completion"));
        assertTotal(sum(lines, "completion_tokens_estimated"), node.total("edgewise.tokens.estimated"));
        assertTotal(
                lines.stream().filter(line -> !line.has("completion_tokens")).count(),
                node.total("edgewise.usage.unknown"));
        assertTotal(seen.values().stream().filter(Seen::cancelled).count(), node.total("edgewise.clients.gone"));
        assertTotal(seen.values().stream().filter(Seen::truncated).count(), node.total("edgewise.answers.truncated"));
        assertTotal(0, node.total("edgewise.log.dropped"));
    }

    private static void assertTotal(long expected, double total) {
        assertThat(total).isEqualTo((double) expected);
    }

    private static Map<String, Long> count(Map<String, Seen> seen, Function<Seen, String> by) {
        return seen.values().stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
    }

    private static long sum(List<JsonNode> lines, String field) {
        return lines.stream().mapToLong(line -> line.path(field).asLong()).sum();
    }
}

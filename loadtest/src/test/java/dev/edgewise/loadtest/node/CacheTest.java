package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact cache, seen from outside: the centre is asked once, and each caller gets the form it asked for. */
class CacheTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\","
            + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}],\"tool_choice\":\"required\"";
    private static final String ZERO = ",\"temperature\":0";
    private static final String USAGE = ",\"stream_options\":{\"include_usage\":true}";

    private static StandInCluster cluster;
    private static TestNode node;
    private static Client client;

    /** A question nobody has asked before. */
    private String question;

    @BeforeAll
    static void start() throws Exception {
        cluster = StandInCluster.start(ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ZERO, 7));
        node = TestNode.start(TestNode.clusters("", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                tenants:
                """ + TestNode.tenant("acme", "a", "")
                + TestNode.tenant("bolt", "b", ""));
        client = node.client();
    }

    @AfterAll
    static void stop() {
        node.close();
        cluster.close();
    }

    @BeforeEach
    void forget() {
        cluster.forget();
        question = "question " + NUMBER.incrementAndGet();
    }

    private static Client.Answer ask(String body, String... headers) throws Exception {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "x-api-key";
        all[headers.length + 1] = "a";
        return client.chat(body, all);
    }

    private static void assertHit(Client.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.servedBy()).isEqualTo("cache-exact");
        assertThat(answer.header("edge-why")).isEqualTo("cache-hit");
        assertThat(answer.header("cache-status")).matches("edgewise; hit; ttl=\\d+");
        assertThat(answer.header("age")).matches("\\d+");
        assertThat(answer.header("etag")).matches("\"[0-9a-f]+\"");
    }

    private static void assertMiss(Client.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.servedBy()).isEqualTo("central");
    }

    private static void assertCentreAsked(int times) {
        assertThat(cluster.requests().stream().filter(r -> r.method().equals("POST")))
                .hasSize(times);
    }

    @Test
    void secondRequestIsAHitWithTheSameBytes() throws Exception {
        Client.Answer first = ask(Client.ask(question, ZERO));
        Client.Answer second = ask(Client.ask(question, ZERO));

        assertMiss(first);
        assertThat(first.header("cache-status")).isEqualTo("edgewise; fwd=miss; stored");
        assertHit(second);
        assertThat(second.body()).isEqualTo(first.body());
        assertCentreAsked(1);
    }

    @Test
    void reorderedKeysSpacesAndEscapesHit() throws Exception {
        ask(Client.ask(question, ZERO + ",\"max_tokens\":50"));

        Client.Answer other =
                ask("{ \"max_tokens\":50,\"temperature\": 0.0, \"user\":\"someone\",\"messages\":[{\"content\":\""
                        + question.replace("q", "\\u0071") + "\",\"role\":\"user\"}],\"model\":\"chat\"}");

        assertHit(other);
        assertCentreAsked(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"max_tokens\":3", ",\"seed\":1", ",\"x_unknown\":1", ",\"top_p\":0.5", ",\"n\":2"})
    void fieldThatMayChangeTheAnswerMisses(String field) throws Exception {
        ask(Client.ask(question, ZERO));

        assertMiss(ask(Client.ask(question, ZERO + field)));
        assertCentreAsked(2);
    }

    @Test
    void bigSeedsThatDifferInTheLastDigitDoNotMeet() throws Exception {
        ask(Client.ask(question, ",\"seed\":12345678901234567"));

        assertMiss(ask(Client.ask(question, ",\"seed\":12345678901234568")));
        assertHit(ask(Client.ask(question, ",\"seed\":12345678901234567")));
    }

    @Test
    void queryThatMayChangeTheAnswerMisses() throws Exception {
        String body = Client.ask(question, ZERO);
        ask(body);

        assertMiss(client.send(client.post("/v1/chat/completions?api-version=2", body, "x-api-key", "a")));
        assertCentreAsked(2);
    }

    @Test
    void jsonFillsAndAStreamHits() throws Exception {
        Client.Answer whole = ask(Client.ask(question, ZERO));
        Client.Answer stream = ask(Client.stream(question, ZERO));
        Client.Answer withUsage = ask(Client.stream(question, ZERO + USAGE));

        assertHit(stream);
        assertThat(stream.header("content-type")).startsWith("text/event-stream");
        assertThat(stream.text()).isEqualTo(whole.text());
        assertThat(stream.events().getLast()).isEqualTo("[DONE]");
        assertThat(stream.body()).doesNotContain("\"usage\":{");
        assertHit(withUsage);
        assertThat(usage(withUsage)).isEqualTo(whole.json().path("usage").toString());
        assertCentreAsked(1);
    }

    @Test
    void streamFillsAndJsonHits() throws Exception {
        Client.Answer stream = ask(Client.stream(question, ZERO + USAGE));
        Client.Answer whole = ask(Client.ask(question, ZERO));
        Client.Answer again = ask(Client.stream(question, ZERO + USAGE));

        assertMiss(stream);
        assertHit(whole);
        assertThat(whole.header("content-type")).isEqualTo("application/json");
        assertThat(whole.json().path("object").asText()).isEqualTo("chat.completion");
        assertThat(whole.text()).isEqualTo(stream.text());
        assertThat(whole.json().path("choices").path(0).path("finish_reason").asText())
                .isEqualTo("stop");
        assertThat(whole.json().path("usage").toString()).isEqualTo(usage(stream));
        assertHit(again);
        assertThat(again.body()).isEqualTo(stream.body());
        assertCentreAsked(1);
    }

    private static String usage(Client.Answer stream) {
        List<String> events = stream.events();
        return Client.json(events.get(events.size() - 2)).path("usage").toString();
    }

    @Test
    void toolCallsSurviveBothWays() throws Exception {
        Client.Answer whole = ask(Client.ask(question, ZERO + TOOLS));
        Client.Answer stream = ask(Client.stream(question, ZERO + TOOLS));
        String other = question + " again";
        Client.Answer streamFirst = ask(Client.stream(other, ZERO + TOOLS));
        Client.Answer wholeSecond = ask(Client.ask(other, ZERO + TOOLS));

        assertHit(stream);
        assertHit(wholeSecond);
        assertThat(arguments(stream)).isEqualTo(arguments(whole)).contains("city");
        assertThat(arguments(wholeSecond)).isEqualTo(arguments(streamFirst)).contains("city");
        assertThat(wholeSecond
                        .json()
                        .path("choices")
                        .path(0)
                        .path("finish_reason")
                        .asText())
                .isEqualTo("tool_calls");
        assertCentreAsked(2);
    }

    private static String arguments(Client.Answer answer) {
        if (answer.header("content-type").equals("application/json")) {
            var call = answer.json()
                    .path("choices")
                    .path(0)
                    .path("message")
                    .path("tool_calls")
                    .path(0);
            return call.path("id").asText()
                    + call.path("function").path("name").asText()
                    + call.path("function").path("arguments").asText();
        }
        StringBuilder all = new StringBuilder();
        String id = "";
        String name = "";
        for (String event : answer.events()) {
            if (event.startsWith("{")) {
                var call = Client.json(event)
                        .path("choices")
                        .path(0)
                        .path("delta")
                        .path("tool_calls")
                        .path(0);
                id += call.path("id").asText("");
                name += call.path("function").path("name").asText("");
                all.append(call.path("function").path("arguments").asText(""));
            }
        }
        return id + name + all;
    }

    @Test
    void sampledAnswersAreNotReused() throws Exception {
        assertMiss(ask(Client.ask(question, "")));
        Client.Answer second = ask(Client.ask(question, ""));

        assertMiss(second);
        assertThat(second.header("cache-status")).isEqualTo("edgewise; fwd=bypass");
        assertCentreAsked(2);
    }

    @Test
    void sampledAnswersAreReusedByThoseAloneWhoAskForIt() throws Exception {
        ask(Client.ask(question, ""), "Cache-Control", "max-age=600");

        assertHit(ask(Client.ask(question, ""), "Cache-Control", "max-age=600"));
        assertMiss(ask(Client.ask(question, "")));
        assertCentreAsked(2);
    }

    @Test
    void embeddingsAreReused() throws Exception {
        String body = "{\"model\":\"chat\",\"input\":\"" + question + "\"}";
        Client.Answer first = client.send(client.post("/v1/embeddings", body, "x-api-key", "a"));
        Client.Answer second = client.send(client.post("/v1/embeddings", body, "x-api-key", "a"));

        assertMiss(first);
        assertHit(second);
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void noStoreKeepsNothing() throws Exception {
        assertMiss(ask(Client.ask(question, ZERO), "Cache-Control", "no-store"));
        assertMiss(ask(Client.ask(question, ZERO), "Cache-Control", "no-store"));
        assertMiss(ask(Client.ask(question, ZERO)));
        assertCentreAsked(3);
    }

    @Test
    void noCacheFetchesAndRefreshes() throws Exception {
        Client.Answer first = ask(Client.ask(question, ZERO));
        Client.Answer second = ask(Client.ask(question, ZERO), "Cache-Control", "no-cache");

        assertMiss(second);
        assertThat(second.header("cache-status")).isEqualTo("edgewise; fwd=request; stored");
        assertThat(second.json().path("id")).isNotEqualTo(first.json().path("id"));
        assertThat(ask(Client.ask(question, ZERO)).body()).isEqualTo(second.body());
    }

    @Test
    void maxAgeZeroFetches() throws Exception {
        ask(Client.ask(question, ZERO));

        assertMiss(ask(Client.ask(question, ZERO), "Cache-Control", "max-age=0"));
        assertCentreAsked(2);
    }

    @Test
    void onlyIfCachedIs504WhenAbsentAndAHitAfterwards() throws Exception {
        Client.Answer absent = ask(Client.ask(question, ZERO), "Cache-Control", "only-if-cached");
        assertThat(absent.status()).isEqualTo(504);
        assertThat(absent.error().path("code").asText()).isEqualTo("not_cached");
        assertCentreAsked(0);

        ask(Client.ask(question, ZERO));
        assertHit(ask(Client.ask(question, ZERO), "Cache-Control", "only-if-cached"));
    }

    @Test
    void edgeCacheOffBypasses() throws Exception {
        ask(Client.ask(question, ZERO));

        assertMiss(ask(Client.ask(question, ZERO), "Edge-Cache", "off"));
        assertMiss(ask(Client.ask(question, ZERO), "cf-aig-skip-cache", "true"));
        assertCentreAsked(3);
    }

    @Test
    void matchingTagIs304WithoutABody() throws Exception {
        ask(Client.ask(question, ZERO));
        Client.Answer hit = ask(Client.ask(question, ZERO));
        Client.Answer same = ask(Client.ask(question, ZERO), "If-None-Match", "\"x\", W/" + hit.header("etag"));
        Client.Answer other = ask(Client.stream(question, ZERO), "If-None-Match", hit.header("etag"));

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.header("etag")).isEqualTo(hit.header("etag"));
        assertThat(other.status()).as("each form has a tag of its own").isEqualTo(200);
    }

    @Test
    void tenantsNeverShare() throws Exception {
        Client.Answer acme = ask(Client.ask(question, ZERO));
        Client.Answer bolt = client.chat(Client.ask(question, ZERO), "x-api-key", "b");

        assertMiss(bolt);
        assertThat(bolt.json().path("id")).isNotEqualTo(acme.json().path("id"));
        assertCentreAsked(2);
    }

    @Test
    void answersLiveAsLongAsTheCallerAsks() throws Exception {
        ask(Client.ask(question, ZERO), "Edge-Cache-TTL", "120");

        String status = ask(Client.ask(question, ZERO)).header("cache-status");
        assertThat(Integer.parseInt(status.substring(status.indexOf("ttl=") + 4)))
                .isBetween(100, 127);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error:500", "error:400", "bad-json", "error-mid", "no-done", "truncate", "reset-mid"})
    void answersThatAreNotWholeAreNeverKept(String fault) throws Exception {
        for (String body : List.of(Client.ask(question, ZERO), Client.stream(question + " streamed", ZERO))) {
            if (fault.equals("no-done") && !body.contains("\"stream\"")) {
                continue;
            }
            // A stream that is refused is asked for again, without the node's own wish for its usage.
            boolean twice = fault.equals("error:400") && body.contains("\"stream\"");
            Fault parsed = Fault.parse(fault);
            cluster.nextFaults(twice ? new Fault[] {parsed, parsed} : new Fault[] {parsed});
            ask(body);

            assertThat(ask(body, "Cache-Control", "only-if-cached").status())
                    .as(fault)
                    .isEqualTo(504);
            assertMiss(ask(body));
        }
    }

    private static long purge(String what) throws Exception {
        Client admin = new Client("http://127.0.0.1:" + node.adminPort());
        Client.Answer answer = admin.send(admin.post("/admin/v1/cache/purge", what));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("purged").asLong();
    }

    @Test
    void purgeOfATenantLeavesTheOthersAnswers() throws Exception {
        ask(Client.ask(question, ZERO));
        client.chat(Client.ask(question, ZERO), "x-api-key", "b");

        assertThat(purge("{\"tenant\":\"bolt\"}")).isPositive();
        assertHit(ask(Client.ask(question, ZERO)));
        assertMiss(client.chat(Client.ask(question, ZERO), "x-api-key", "b"));
    }

    @Test
    void purgeOfAllTakesEveryForm() throws Exception {
        ask(Client.ask(question, ZERO));
        assertHit(ask(Client.stream(question, ZERO)));

        assertThat(purge("{\"all\":true}")).isPositive();
        assertMiss(ask(Client.stream(question, ZERO)));
    }

    @Test
    void hitsAreAccountedAsSuch() throws Exception {
        double before = node.total("edgewise.requests", "served_by", "cache-exact");
        ask(Client.ask(question, ZERO));
        ask(Client.ask(question, ZERO));

        Awaitility.await()
                .atMost(Client.LIMIT)
                .untilAsserted(() -> assertThat(node.total("edgewise.requests", "served_by", "cache-exact"))
                        .isEqualTo(before + 1));
    }
}

package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.RecordedRequest;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who ask the same at the same time share one call to the centre. */
class CollapseTest {
    private static final String ZERO = ",\"temperature\":0";

    private StandInCluster cluster;
    private TestNode node;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        cluster = StandInCluster.start(
                ClusterOptions.defaults().withPace(Duration.ofMillis(300), Duration.ofMillis(5), 150));
        node = TestNode.start(TestNode.clusters("", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                tenants:
                """ + TestNode.tenant("acme", "a", "")
                + TestNode.tenant("bolt", "b", ""));
        client = node.client();
    }

    @AfterEach
    void stop() {
        node.close();
        cluster.close();
    }

    private List<CompletableFuture<Client.Answer>> askTogether(int callers, String body, String key) {
        List<CompletableFuture<Client.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            answers.add(client.sendLater(client.post("/v1/chat/completions", body, "x-api-key", key)));
        }
        return answers;
    }

    private List<RecordedRequest> asked() {
        return posted(cluster);
    }

    private static List<RecordedRequest> posted(StandInCluster to) {
        return to.requests().stream().filter(r -> r.method().equals("POST")).toList();
    }

    private RecordedRequest firstAsked() {
        return Awaitility.await()
                .atMost(Client.LIMIT)
                .until(this::asked, all -> !all.isEmpty())
                .getFirst();
    }

    private static String bodyOf(RecordedRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private static List<Client.Answer> all(List<CompletableFuture<Client.Answer>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void twoHundredCallersMakeOneCall() {
        List<Client.Answer> answers = all(askTogether(200, Client.ask("one call", ZERO), "a"));

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers.stream().map(Client.Answer::body).distinct()).hasSize(1);
        assertThat(asked()).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.servedBy().equals("central"))
                .hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.servedBy().equals("coalesced"))
                .isNotEmpty()
                .allMatch(answer -> answer.header("cache-status").contains("collapsed"))
                .allMatch(answer -> answer.header("edge-why").equals("coalesced"))
                .allMatch(answer -> answer.header("edge-model").equals("m"));
    }

    @Test
    void twoHundredStreamsMakeOneCallAndAllGetEveryEvent() {
        List<Client.Answer> answers = all(askTogether(200, Client.stream("one stream", ZERO), "a"));

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers.stream().map(Client.Answer::body).distinct()).hasSize(1);
        assertThat(answers.getFirst().events().getLast()).isEqualTo("[DONE]");
        assertThat(asked()).hasSize(1);
    }

    @Test
    void bothFormsShareOneCall() {
        List<CompletableFuture<Client.Answer>> streams = askTogether(5, Client.stream("both", ZERO), "a");
        firstAsked();
        List<CompletableFuture<Client.Answer>> wholes = askTogether(5, Client.ask("both", ZERO), "a");

        assertThat(all(wholes))
                .allMatch(answer -> answer.status() == 200
                        && answer.text().equals(all(streams).getFirst().text()));
        assertThat(asked()).hasSize(1);
    }

    @Test
    void joinerOnARunningStreamGetsWhatCameBeforeAndWhatComes() throws Exception {
        CompletableFuture<Client.Answer> first =
                askTogether(1, Client.stream("running", ZERO), "a").getFirst();
        RecordedRequest call = firstAsked();
        Awaitility.await().atMost(Client.LIMIT).until(() -> call.chunks() > 10);
        Client.Answer joiner = client.chat(Client.stream("running", ZERO), "x-api-key", "a");

        assertThat(joiner.servedBy()).isEqualTo("coalesced");
        assertThat(joiner.header("edge-model")).isEqualTo("m");
        assertThat(joiner.body()).isEqualTo(first.join().body());
        assertThat(asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamsWithAndWithoutUsageShareOneCallAndEachGetsWhatItAskedFor(boolean usageFirst) throws Exception {
        String plain = Client.stream("usage", ZERO);
        String withUsage = Client.stream("usage", ZERO + ",\"stream_options\":{\"include_usage\":true}");
        CompletableFuture<Client.Answer> first =
                askTogether(1, usageFirst ? withUsage : plain, "a").getFirst();
        firstAsked();
        CompletableFuture<Client.Answer> second =
                askTogether(1, usageFirst ? plain : withUsage, "a").getFirst();
        Client.Answer asked = usageFirst ? first.join() : second.join();
        Client.Answer notAsked = usageFirst ? second.join() : first.join();

        assertThat(asked()).hasSize(1);
        assertThat(asked.body()).contains("\"prompt_tokens\"");
        assertThat(notAsked.body()).doesNotContain("\"prompt_tokens\"");
        assertThat(notAsked.events()).hasSize(asked.events().size() - 1);
        assertThat(notAsked.text()).isEqualTo(asked.text());
        assertThat(client.chat(plain, "x-api-key", "a").body()).isEqualTo(notAsked.body());
        assertThat(client.chat(withUsage, "x-api-key", "a").body()).isEqualTo(asked.body());
        assertThat(asked()).hasSize(1);
    }

    @Test
    void bodyOfAStreamForOneCallerAloneIsSentAsItCame() throws Exception {
        String alone = Client.stream("alone", ",\"temperature\":0.7");

        assertThat(client.chat(alone, "x-api-key", "a").status()).isEqualTo(200);

        assertThat(bodyOf(firstAsked())).isEqualTo(alone.replace("\"chat\"", "\"m\""));
    }

    @Test
    void clusterThatDoesNotTakeTheUsageOptionIsAskedWithoutIt() throws Exception {
        cluster.nextFaults(new Fault.Status(400));

        Client.Answer answer = client.chat(Client.stream("old server", ZERO), "x-api-key", "a");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.events().getLast()).isEqualTo("[DONE]");
        assertThat(asked()).hasSize(2);
        assertThat(bodyOf(asked().getFirst())).contains("include_usage");
        assertThat(bodyOf(asked().getLast())).doesNotContain("include_usage");
        client.chat(Client.stream("old server, again", ZERO), "x-api-key", "a");
        assertThat(bodyOf(asked().getLast())).doesNotContain("include_usage");
        assertThat(asked()).hasSize(3);
    }

    @Test
    void tenantsDoNotJoinEachOther() {
        List<CompletableFuture<Client.Answer>> acme = askTogether(3, Client.ask("apart", ZERO), "a");
        List<CompletableFuture<Client.Answer>> bolt = askTogether(3, Client.ask("apart", ZERO), "b");

        String one = all(acme).getFirst().body();
        assertThat(all(bolt)).noneMatch(answer -> answer.body().equals(one));
        assertThat(asked()).hasSize(2);
    }

    @Test
    void firstCallerMayLeaveWhileOthersWait() throws Exception {
        try (StandInCluster slow = paced(Duration.ofMillis(20), 150);
                TestNode other = TestNode.start(TestNode.chatOn(slow));
                Wire joiner = Wire.to(other)) {
            String body = Client.stream("leader leaves", ZERO);
            String seen;
            try (Wire first = Wire.to(other)) {
                first.send(Wire.chat(body));
                first.readUntil("delta");
                joiner.send(Wire.chat(body));
                seen = joiner.readUntil("delta");
            }

            assertThat(seen).containsIgnoringCase("edge-served-by: coalesced");
            joiner.readUntil("[DONE]");
            assertThat(posted(slow)).hasSize(1);
            // The last event is sent before the answer is stored.
            Client client = other.client();
            Awaitility.await()
                    .atMost(Client.LIMIT)
                    .until(() -> client.chat(body).servedBy().equals("cache-exact"));
        }
    }

    @Test
    void callIsCancelledWhenTheLastOneLeaves() throws Exception {
        // It would go on for a minute: however slow the machine, both have left long before its end.
        try (StandInCluster slow = paced(Duration.ofMillis(100), 600);
                TestNode other = TestNode.start(TestNode.chatOn(slow))) {
            try (Wire first = Wire.to(other);
                    Wire second = Wire.to(other)) {
                first.send(Wire.chat(Client.stream("all leave", ZERO)));
                first.readUntil("delta");
                second.send(Wire.chat(Client.stream("all leave", ZERO)));
                second.readUntil("delta");
            }

            assertThat(posted(slow)).hasSize(1);
            assertThat(posted(slow).getFirst().awaitEnding(Client.LIMIT))
                    .isInstanceOf(RecordedRequest.Ending.Cancelled.class);
        }
    }

    private static StandInCluster paced(Duration gap, int tokens) throws Exception {
        return StandInCluster.start(ClusterOptions.defaults().withPace(Duration.ZERO, gap, tokens));
    }

    @Test
    void lateFirstCallerDoesNotCutOffThoseWhoHaveTime() throws Exception {
        try (StandInCluster slow = StandInCluster.start(
                        ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofMillis(25), 200));
                TestNode other = TestNode.start(TestNode.chatOn(slow))) {
            Client caller = other.client();
            CompletableFuture<Client.Answer> first = caller.sendLater(
                    caller.post("/v1/chat/completions", Client.stream("late leader", ZERO), "Edge-Deadline", "3s"));
            Awaitility.await()
                    .atMost(Client.LIMIT)
                    .until(() -> slow.requests().stream().anyMatch(request -> request.chunks() > 3));
            Client.Answer joiner = caller.chat(Client.stream("late leader", ZERO));

            assertThat(first.join().events().getLast()).contains("upstream_timeout");
            assertThat(joiner.events().getLast()).isEqualTo("[DONE]");
            assertThat(slow.requests().stream().filter(r -> r.method().equals("POST")))
                    .hasSize(1);
        }
    }

    @Test
    void failureBeforeTheFirstTokenIsTriedOnceMoreForThoseWhoWait() throws Exception {
        cluster.nextFaults(new Fault.Slow(Duration.ofMillis(1)), new Fault.Status(500));
        askTogether(1, Client.ask("warm", ""), "a").getFirst().join();
        List<CompletableFuture<Client.Answer>> answers = askTogether(20, Client.stream("second try", ZERO), "a");

        List<Client.Answer> seen = all(answers);
        assertThat(seen).filteredOn(answer -> answer.status() == 200).hasSizeGreaterThanOrEqualTo(18);
        assertThat(seen).filteredOn(answer -> answer.status() != 200).allMatch(answer -> answer.status() == 500);
        assertThat(asked()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void breakInMidStreamIsToldToAllAndNothingIsKept() throws Exception {
        cluster.nextFaults(new Fault.ResetMid(10));
        List<Client.Answer> answers = all(askTogether(10, Client.stream("breaks for all", ZERO), "a"));

        assertThat(answers)
                .allMatch(answer -> answer.events().getLast().contains("\"error\"")
                        && !answer.body().contains("[DONE]"));
        assertThat(client.chat(Client.ask("breaks for all", ZERO), "x-api-key", "a", "Cache-Control", "only-if-cached")
                        .status())
                .isEqualTo(504);
    }

    @Test
    void slowFirstReaderDoesNotHoldUpTheOthers() throws Exception {
        cluster.nextFaults(new Fault.Big(16));
        try (Wire slow = Wire.to(node)) {
            slow.send(Wire.chat(Client.stream("slow leader", ZERO), "x-api-key: a"));
            slow.readUntil("data: ");
            Client.Answer joiner = client.chat(Client.stream("slow leader", ZERO), "x-api-key", "a");

            // It gets all, or is itself told that it reads too slowly; held up it would wait for its deadline.
            assertThat(joiner.status()).isEqualTo(200);
            assertThat(joiner.events().getLast()).containsAnyOf("[DONE]", "reader_too_slow");
        }
    }

    @Test
    void callersUnderAResidencyDoNotJoinThoseWithoutOne() throws Exception {
        try (TestNode ruled = TestNode.start(TestNode.chatOn(cluster) + """
                rules: [{id: stay, match: {country: [JP]}, effect: {residency: [KR]}}]
                geo: {trust: [{peers: [127.0.0.0/8], header: CF-IPCountry}]}
                """)) {
            Client here = ruled.client();
            String body = Client.ask("resident", ZERO);
            CompletableFuture<Client.Answer> anyone = here.sendLater(here.post("/v1/chat/completions", body));
            firstAsked();

            Client.Answer resident = here.chat(body, "CF-IPCountry", "JP");

            assertThat(resident.servedBy()).isEqualTo("central");
            assertThat(anyone.join().servedBy()).isEqualTo("central");
            assertThat(asked()).hasSize(2);
        }
    }
}

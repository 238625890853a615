package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A user who wants the answers of another one of the same tenant, where users are kept apart: whatever it makes of a question
 * that it guesses, it gets its own answer from the centre and hears of nothing near.
 */
class UserAdversaryTest {
    private static final String QUESTION = "How can I learn to play the guitar?";
    private static final String OTHER_WORDS = "How do I learn to play the guitar?";

    /** Users who are not ann, and nobody. */
    private static final List<String> OTHERS = List.of(
            ",\"user\":\"ben\"",
            ",\"user\":\"ANN\"",
            ",\"user\":\" ann\"",
            ",\"safety_identifier\":\"ann\"",
            ",\"user\":\"ben\",\"metadata\":{\"user\":\"ann\"}",
            ",\"user\":\"ben\",\"stream\":true",
            "");

    private static StandInCluster cluster;
    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        cluster = StandInCluster.start(
                ClusterOptions.defaults().withEcho(true).withPace(Duration.ZERO, Duration.ZERO, 7));
        node = TestNode.start(
                TestNode.clusters("", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                  - {name: embed, local: {model: all-minilm-l6-v2-q}}
                cache:
                  disk: 0B
                  semantic: {embedder: embed, time: 10s, audit: 0, verifier: {threshold: 0}}
                tenants:
                """ + TestNode.tenant("acme", "a", ", cache_scope: user"));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> node.gauge("edgewise.local.models.ready") >= 1);
    }

    @AfterAll
    static void stop() {
        node.close();
        cluster.close();
    }

    private static Client.Answer ask(String question, String more, String... headers) throws Exception {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "x-api-key";
        all[headers.length + 1] = "a";
        return node.client().chat(Client.ask(question, ",\"temperature\":0" + more), all);
    }

    @Test
    void no_crafted_question_gets_or_shows_another_users_answer() throws Exception {
        String ann = ",\"user\":\"ann\"";
        for (String wording : TenantAdversaryTest.crafted(QUESTION)) {
            ask(wording, ann);
        }
        int number = 0;
        for (String wording : TenantAdversaryTest.crafted(QUESTION)) {
            String other = OTHERS.get(number++ % OTHERS.size());
            Client.Answer only = ask(wording, other, "Cache-Control", "only-if-cached");
            Client.Answer fresh = ask(wording, other, "Cache-Control", "no-store");

            assertThat(only.status()).as(wording + other).isEqualTo(504);
            assertThat(fresh.servedBy()).as(wording + other).isEqualTo("central");
            assertThat(fresh.header("cache-status")).doesNotContain("sim=");
        }
        assertThat(ask(QUESTION, ann).servedBy()).isEqualTo("cache-exact");
    }

    @Test
    void a_user_gets_its_own_answer_to_other_words_and_another_user_hears_nothing_of_it() throws Exception {
        String eve = ",\"user\":\"eve\"";
        ask(QUESTION, eve);
        Client.Answer other = ask(OTHER_WORDS, ",\"user\":\"joe\"");
        Client.Answer own = ask(OTHER_WORDS, eve);

        assertThat(other.servedBy()).isEqualTo("central");
        assertThat(other.header("cache-status")).isEqualTo("edgewise; fwd=miss; stored");
        assertThat(own.servedBy()).isEqualTo("cache-semantic");
        assertThat(own.text()).isEqualTo(QUESTION);
    }
}

package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A tenant that wants to know what another has asked, or to have its answers: whatever it makes of a question that it
 * guesses, it gets its own answer from the centre and hears of nothing near. The centre says the question back, marked
 * by who asked first.
 */
class TenantAdversaryTest {
    private static final String ZERO = ",\"temperature\":0";
    private static final List<String> GUESSED = List.of(
            "How can I learn to play the guitar?", "What is the capital of France?", "How do I resign from my job?");

    private static final List<String> MEMBERS =
            List.of("", ",\"user\":\"acme\"", ",\"metadata\":{\"tenant\":\"acme\"}", ",\"stream\":true");

    /** The same question to people, and nearly so to an embedder. */
    static List<String> crafted(String question) {
        List<String> all = new ArrayList<>(List.of(
                question,
                question.toLowerCase(Locale.ROOT),
                question.toUpperCase(Locale.ROOT),
                question + " ",
                "  " + question,
                question.replace(" ", "  "),
                question.replace("?", ""),
                question.replace("?", "？"),
                question.replace(" ", "\u00a0"),
                question.replace("a", "a\u200b"),
                question.replace("o", "\u043e"),
                Normalizer.normalize(question, Normalizer.Form.NFKD),
                question.replace("How can I", "How do I")
                        .replace("What is", "What's")
                        .replace("Which", "What"),
                question.replace("How do I", "How can I"),
                "acme: " + question,
                question + " tenant=acme",
                question + "\",\"user\":\"acme"));
        all.replaceAll(text -> text.replace("\"", "\\\""));
        return all;
    }

    @Test
    void noCraftedQuestionGetsOrShowsAnothersAnswer() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(
                        ClusterOptions.defaults().withEcho(true).withPace(Duration.ZERO, Duration.ZERO, 7));
                TestNode node = TestNode.start(TestNode.clusters("", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                  - {name: embed, local: {model: all-minilm-l6-v2-q}}
                cache:
                  disk: 0B
                  semantic: {embedder: embed, time: 10s, audit: 0, verifier: {threshold: 0}}
                tenants:
                """ + TestNode.tenant("acme", "a", "")
                        + TestNode.tenant("acme2", "b", ""))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> node.gauge("edgewise.local.models.ready") >= 1);
            for (String question : GUESSED) {
                for (String wording : crafted(question)) {
                    node.client().chat(Client.ask(wording, ZERO), "x-api-key", "a");
                }
            }
            int number = 0;
            for (String question : GUESSED) {
                for (String wording : crafted(question)) {
                    check(node, wording, MEMBERS.get(number++ % MEMBERS.size()));
                }
            }
        }
    }

    private static void check(TestNode node, String wording, String more) throws Exception {
        Client.Answer only = node.client()
                .chat(Client.ask(wording, ZERO + more), "x-api-key", "b", "Cache-Control", "only-if-cached");
        Client.Answer fresh =
                node.client().chat(Client.ask(wording, ZERO + more), "x-api-key", "b", "Cache-Control", "no-store");

        assertThat(only.status()).as(wording + more).isEqualTo(504);
        assertThat(fresh.servedBy()).as(wording + more).isEqualTo("central");
        assertThat(fresh.header("cache-status")).doesNotContain("sim=");
    }
}

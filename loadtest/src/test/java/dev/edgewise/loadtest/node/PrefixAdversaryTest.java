package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A tenant that guesses another's system prompt word by word: what the node's model has read of it neither serves the guess
 * nor is told of. Skipped where the model does not lie beside the checkout.
 */
@Timeout(120)
class PrefixAdversaryTest {
    private static final String SECRET =
            "You are the assistant of Acme. The code word of the launch is blue walrus seventeen. Tell it to nobody.";

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("""
                models:
                  - {name: chat, local: {model: "file:%s"}}
                tenants:
                """.formatted(HubFolder.of(HubFolder.CHAT))
                + TestNode.tenant("acme", "a", "")
                + TestNode.tenant("evil1", "e1", "")
                + TestNode.tenant("evil2", "e2", "")
                + TestNode.tenant("evil3", "e3", "")
                + TestNode.tenant("evil4", "e4", "")
                + TestNode.tenant("apart", "u", ", cache_scope: user"));
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    private static int reused(String key, String system, String more) throws Exception {
        Client.Answer answer = node.client()
                .chat(
                        "{\"model\":\"chat\",\"max_tokens\":1,\"messages\":[{\"role\":\"system\",\"content\":\""
                                + system + "\"},{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}",
                        "x-api-key",
                        key);
        assertThat(answer.servedBy()).as(answer.body()).isEqualTo("local");
        return answer.json().at("/usage/prompt_tokens_details/cached_tokens").asInt();
    }

    @Test
    void no_guess_of_another_tenants_prompt_finds_any_of_it_read() throws Exception {
        reused("a", SECRET, "");
        int own = reused("a", SECRET, "");
        // Each by a tenant of its own, lest it finds what its earlier guess has read.
        List<String> guesses = List.of(
                SECRET,
                SECRET.substring(0, SECRET.indexOf("blue")),
                SECRET.substring(0, SECRET.indexOf("walrus")) + "horse",
                SECRET.substring(0, SECRET.indexOf(" seventeen")));
        for (int i = 0; i < guesses.size(); i++) {
            String key = "e" + (i + 1);
            assertThat(reused(key, guesses.get(i), "")).as(guesses.get(i)).isZero();
            assertThat(reused(key, guesses.get(i), "")).as("its own").isPositive();
        }

        assertThat(own).isGreaterThan(16);
    }

    @Test
    void users_who_are_kept_apart_find_only_what_was_read_for_them() throws Exception {
        String ann = ",\"user\":\"ann\"";
        reused("u", SECRET, ann);

        assertThat(reused("u", SECRET, ",\"user\":\"ben\"")).isZero();
        assertThat(reused("u", SECRET, "")).isZero();
        assertThat(reused("u", SECRET, "")).as("nobody is named").isZero();
        assertThat(reused("u", SECRET, ann)).isGreaterThan(16);
    }
}

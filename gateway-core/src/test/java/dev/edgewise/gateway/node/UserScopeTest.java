package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.config.unit.KeyHash;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tenants[].cache_scope}: whose stored answers a request may see within its tenant. */
class UserScopeTest {
    private static final String NO_USER = "edgewise; fwd=bypass; detail=no-user";
    private static final String[] ANN = {"X-User", "ann"};
    private static final String[] BEN = {"X-User", "ben"};

    @TempDir
    Path folder;

    private Centre centre;
    private TestNode node;

    @BeforeEach
    void start() {
        centre = new Centre();
        node = TestNode.start(folder, yaml(", cache_scope: user"));
    }

    @AfterEach
    void stop() {
        node.close();
        centre.close();
    }

    private String yaml(String more) {
        return TestNode.LISTEN + centre.yaml() + """
                cache: {disk: 16MB}
                tenants:
                  - {id: acme, keys: ["%s"]%s}
                """.formatted(KeyHash.of("a"), more);
    }

    private void reload(String more) {
        node.rewrite(yaml(more));
        assertThat(node.post("/admin/v1/config/reload", "").body()).contains("\"applied\"");
    }

    private static String chat(String more) {
        return "{\"model\":\"chat\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more
                + "}";
    }

    private static String of(String user) {
        return chat(",\"user\":\"" + user + "\"");
    }

    private HttpResponse<String> ask(String body, String... headers) {
        var request = node.data("/v1/chat/completions").header("x-api-key", "a").POST(BodyPublishers.ofString(body));
        return node.send(headers.length == 0 ? request : request.headers(headers));
    }

    private String served(String body, String... headers) {
        return ask(body, headers).headers().firstValue("edge-served-by").orElse("");
    }

    private static String status(HttpResponse<String> response) {
        return response.headers().firstValue("cache-status").orElse("");
    }

    @Test
    void users_of_a_tenant_never_get_one_anothers_answers() {
        assertThat(served(of("ann"))).isEqualTo("central");
        assertThat(served(of("ann"))).isEqualTo("cache-exact");
        assertThat(served(" " + of("ann"))).isEqualTo("cache-exact");

        for (String other : new String[] {"ben", "Ann", "ann ", "an", "user\\nann", "\\u0000ann"}) {
            assertThat(ask(of(other), "Cache-Control", "only-if-cached").statusCode())
                    .as(other)
                    .isEqualTo(504);
            assertThat(served(of(other))).as(other).isEqualTo("central");
        }
        // The same name in another place may be another one's.
        assertThat(served(chat(",\"safety_identifier\":\"ann\""))).isEqualTo("central");
        assertThat(served(of("ann"))).isEqualTo("cache-exact");
    }

    @Test
    void the_safety_identifier_counts_before_the_user() {
        String both = ",\"user\":\"team\",\"safety_identifier\":\"%s\"";
        ask(chat(both.formatted("ann")));

        assertThat(served(chat(both.formatted("ann")))).isEqualTo("cache-exact");
        assertThat(served(chat(both.formatted("ben")))).isEqualTo("central");
    }

    @Test
    void who_names_no_user_gets_an_answer_of_its_own_that_is_not_stored_and_is_told_so() {
        ask(of("ann"));
        for (String nobody : new String[] {"", ",\"user\":null", ",\"user\":\" \"", ",\"user\":7"}) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> answer = ask(chat(nobody));
                assertThat(answer.headers().firstValue("edge-served-by")).hasValue("central");
                assertThat(status(answer)).isEqualTo(NO_USER);
            }
        }
        assertThat(served(chat(",\"user\":\"" + "x".repeat(1_025) + "\""))).isEqualTo("central");
        assertThat(ask(chat(""), "Cache-Control", "only-if-cached").statusCode())
                .isEqualTo(504);
    }

    @Test
    void where_a_header_names_the_user_the_body_has_no_say() {
        reload(", cache_scope: user, user_header: X-User");

        assertThat(served(of("ann"), ANN)).isEqualTo("central");
        assertThat(served(of("ann"), ANN)).isEqualTo("cache-exact");
        assertThat(served(of("ben"), ANN)).isEqualTo("cache-exact");
        assertThat(served(of("ann"), BEN)).isEqualTo("central");
        assertThat(status(ask(of("ann")))).isEqualTo(NO_USER);
        assertThat(status(ask(of("ann"), "X-User", "ann", "X-User", "ben"))).isEqualTo(NO_USER);
        assertThat(status(ask(of("ann"), "X-User", " "))).isEqualTo(NO_USER);
    }

    @Test
    void users_do_not_share_an_answer_under_way_and_one_user_does() {
        reload(", cache_scope: user, user_header: X-User");
        try (var client = HttpClient.newHttpClient()) {
            var answers = Stream.of(ANN, ANN, BEN)
                    .map(user -> client.sendAsync(
                            node.data("/v1/chat/completions")
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .header("x-api-key", "a")
                                    .headers(user)
                                    .POST(BodyPublishers.ofString(chat(",\"stream\":true")))
                                    .build(),
                            BodyHandlers.ofLines()))
                    .toList();
            // Each has its head, and so each is being served.
            var all = answers.stream().map(CompletableFuture::join).toList();
            assertThat(centre.open()).isEqualTo(2);
            centre.finish();

            assertThat(all.stream()
                            .map(answer -> answer.headers()
                                    .firstValue("edge-served-by")
                                    .orElse(""))
                            .sorted())
                    .containsExactly("central", "central", "coalesced");
            assertThat(all).allMatch(answer -> answer.body().anyMatch("data: [DONE]"::equals));
        }
    }

    @Test
    void a_tenant_that_begins_or_ends_to_keep_users_apart_leaves_behind_what_it_stored() {
        reload("");
        assertThat(served(of("ann"))).isEqualTo("central");
        assertThat(served(of("ben"))).isEqualTo("cache-exact");

        reload(", cache_scope: user");
        assertThat(served(of("ann"))).isEqualTo("central");
        assertThat(served(of("ben"))).isEqualTo("central");

        reload(", cache_scope: user, user_header: X-User");
        assertThat(served(of("ann"), ANN)).isEqualTo("central");
    }

    @Test
    void after_a_restart_each_user_has_its_own_answers_and_a_purge_of_the_tenant_takes_them_all() {
        ask(of("ann"));
        ask(of("ben"));
        await().until(() -> node.get("/admin/v1/cache/stats").body().contains("\"disk_written\":2"));
        node.close();
        node = TestNode.start(folder, yaml(", cache_scope: user"));
        await().until(() -> node.get("/admin/v1/cache/stats").body().contains("\"disk_loading\":false"));

        assertThat(served(of("ann"))).isEqualTo("cache-exact");
        assertThat(served(of("ben"))).isEqualTo("cache-exact");
        assertThat(served(of("cat"))).isEqualTo("central");
        assertThat(node.post("/admin/v1/cache/purge", "{\"tenant\":\"acme\"}").body())
                .contains("\"purged\":3");
        assertThat(served(of("ann"))).isEqualTo("central");
        assertThat(served(of("ben"))).isEqualTo("central");
    }
}

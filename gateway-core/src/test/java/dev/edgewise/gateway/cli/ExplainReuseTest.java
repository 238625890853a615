package dev.edgewise.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why an answer is not reused, and who shares it, as {@code explain} tells it. */
class ExplainReuseTest {
    private static final String SURE = "{\"model\":\"%s\",\"temperature\":0,\"messages\":[]%s}";

    @TempDir
    Path folder;

    private String explain(String tenant, String body, String... headers) throws IOException {
        Path file = Files.writeString(folder.resolve("edgewise.yaml"), """
                tenants:
                  - {id: all, keys: ["sha256:%s"]}
                  - {id: none, keys: ["sha256:%s"], cache: off}
                  - {id: body, keys: ["sha256:%s"], cache_scope: user}
                  - {id: head, keys: ["sha256:%s"], cache_scope: user, user_header: X-User}
                models:
                  - {name: chat, central: {cluster: main, model: big}}
                  - {name: fresh, central: {cluster: main, model: big}}
                  - {name: loose, central: {cluster: main, model: big}}
                clusters: {main: {endpoints: [{url: "http://127.0.0.1:1"}]}}
                routes:
                  - {match: {model: fresh}, cache: never}
                  - {match: {model: loose}, cache: reuse}
                """.formatted(
                        "0".repeat(64), "1".repeat(64), "2".repeat(64), "3".repeat(64)));
        Path request = Files.writeString(folder.resolve("f.json"), body);
        String[] arguments = {
            "explain", "--config", file.toString(), "--request", request.toString(), "--tenant", tenant
        };
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + headers.length);
        System.arraycopy(headers, 0, all, arguments.length, headers.length);
        CommandsTest.Ran ran = CommandsTest.run(all);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.out();
    }

    @Test
    void aRouteThatForbidsReuseIsNamed() throws IOException {
        assertThat(explain("all", SURE.formatted("fresh", "")))
                .containsPattern("cache +not reused: routes\\[]\\.cache is never for this model")
                .doesNotContain("scope");
    }

    @Test
    void aSampledAnswerOfARouteThatSaysReuseIsKept() throws IOException {
        String sampled = "{\"model\":\"%s\",\"messages\":[]}";

        assertThat(explain("all", sampled.formatted("chat")))
                .containsPattern("cache +not reused: the answer is sampled");
        assertThat(explain("all", sampled.formatted("loose")))
                .containsPattern("cache +exact")
                .containsPattern("scope +tenant");
    }

    @Test
    void aTenantWithoutACacheIsTold() throws IOException {
        assertThat(explain("none", SURE.formatted("chat", ""))).contains("tenants[].cache is off for this tenant");
    }

    @Test
    void whereUsersAreKeptApartItSaysWhoNamesThemAndThatNobodyIsNamed() throws IOException {
        assertThat(explain("body", SURE.formatted("chat", ",\"user\":\"ann\"")))
                .containsPattern("scope +user, by the body's safety_identifier or user");
        assertThat(explain("body", SURE.formatted("chat", ""))).contains("the request names none");
        assertThat(explain("head", SURE.formatted("chat", ",\"user\":\"ann\""))).contains("the request names none");
        assertThat(explain("head", SURE.formatted("chat", ""), "-H", "X-User: ann"))
                .containsPattern("scope +user, by the header x-user");
    }
}

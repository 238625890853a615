package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of pinned answers that change while the configuration stays the same. */
class PinnedReloadTest {
    private static final String PINNED = """
            pinned:
              - id: %s
                questions: ["%s"]
                answer: %s
            """;

    @TempDir
    Path folder;

    private static HttpResponse<String> ask(TestNode node, String question) {
        String body = """
                {"model":"chat","temperature":0,"messages":[{"role":"user","content":"%s"}]}""".formatted(question);
        return node.send(node.data("/v1/chat/completions").POST(BodyPublishers.ofString(body)));
    }

    private static String reloaded(TestNode node) {
        return node.post("/admin/v1/config/reload", "").body();
    }

    @Test
    void changed_new_and_deleted_files_are_in_force_after_a_reload_and_nothing_else_is_a_change() throws Exception {
        Path pinned = Files.createDirectories(folder.resolve("pinned"));
        Path hours = Files.writeString(
                pinned.resolve("hours.yaml"), PINNED.formatted("open", "When do you open?", "At nine."));
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml() + "cache: {pinned: [pinned]}\n")) {
            assertThat(ask(node, "When do you open?").body()).contains("At nine.");
            assertThat(reloaded(node)).contains("\"unchanged\"");

            Files.writeString(hours, PINNED.formatted("open", "When do you open?", "At ten."));
            assertThat(reloaded(node)).contains("\"applied\"");
            assertThat(ask(node, "When do you open?").body()).contains("At ten.");

            Files.writeString(pinned.resolve("more.yaml"), PINNED.formatted("close", "When do you close?", "At noon."));
            assertThat(reloaded(node)).contains("\"applied\"");
            assertThat(ask(node, "When do you close?").body()).contains("At noon.");

            Files.delete(hours);
            assertThat(reloaded(node)).contains("\"applied\"");
            assertThat(ask(node, "When do you open?").headers().firstValue("edge-served-by"))
                    .hasValue("central");
            assertThat(reloaded(node)).contains("\"unchanged\"");
        }
    }
}

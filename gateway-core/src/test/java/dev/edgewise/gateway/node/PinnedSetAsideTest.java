package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of pinned answers that have become unusable where the node keeps them. */
class PinnedSetAsideTest {
    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    Path folder;

    private void kept(String name, String yaml) throws IOException {
        Path pinned = Files.createDirectories(folder.resolve("var").resolve("pinned"));
        Files.writeString(pinned.resolve(name), yaml);
    }

    private static String pins(String id, String question) {
        return "pinned: [{id: " + id + ", questions: [\"" + question + "\"], answer: Pinned.}]\n";
    }

    private static String servedBy(TestNode node, String question) {
        String body = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
        return node.ask(CHAT, body).headers().firstValue("edge-served-by").orElse("");
    }

    @Test
    void aBadFileIsNamedAndTheNodeServesAndReloadsAndPinsWithoutIt() throws IOException {
        kept("bad.yaml", "pinned: [{id: ");
        kept("good.yaml", pins("good", "Good?"));
        kept("twice.yaml", pins("own", "Twice?"));
        Path own = Files.writeString(folder.resolve("own.yaml"), pins("own", "Own?"));
        try (var centre = new Centre();
                var node = TestNode.start(
                        folder,
                        TestNode.LISTEN + centre.yaml() + "store: {dir: \"" + folder.resolve("var") + "\"}\n"
                                + "cache: {pinned: [\"" + own + "\"]}\n")) {
            assertThat(servedBy(node, "Good?")).isEqualTo("pinned");
            assertThat(servedBy(node, "Own?")).isEqualTo("pinned");
            assertThat(servedBy(node, "Twice?")).isEqualTo("central");
            String shown = node.get("/admin/v1/cache/pinned").body();
            assertThat(shown).contains("\"set_aside\"", "bad.yaml:1", "twice.yaml:1", "'own' is the id of another one");

            node.reload();
            assertThat(servedBy(node, "Good?")).isEqualTo("pinned");

            assertThat(node.post(
                                    "/admin/v1/cache/pin",
                                    "{\"name\":\"bad.yaml\",\"yaml\":\"pinned: [{id: bad, questions: ['Bad?'], answer: b}]\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(servedBy(node, "Bad?")).isEqualTo("pinned");
            assertThat(node.get("/admin/v1/cache/pinned").body()).doesNotContain("bad.yaml");
        }
    }
}

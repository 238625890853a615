package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the configuration does to models in memory. */
@Timeout(180)
class LocalReloadTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private String config(String more) {
        return TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data")
                + "\"}\ncache: {disk: 0B}\nmodels:\n  - {name: embed, local: {model: all-minilm-l6-v2-q}}\n" + more;
    }

    private static String state(TestNode node, String name) throws IOException {
        for (JsonNode each : JSON.readTree(node.get("/admin/v1/models").body()).path("models")) {
            if (each.path("name").asText().equals(name)) {
                return each.path("local").path("state").asText();
            }
        }
        return "absent";
    }

    @Test
    void aModelThatAnOperatorUnloadedIsNotLoadedByAChangeThatLeavesItAsItWas() throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        LocalBadModelTest.embedder(own);
        try (TestNode node = TestNode.start(folder, config(""))) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> state(node, "embed").equals("ready"));
            assertThat(node.post("/admin/v1/models/embed/unload", "").statusCode())
                    .isEqualTo(200);

            node.rewrite(config("  - {name: own, local: {model: \"file:own\"}}\n"));
            assertThat(node.post("/admin/v1/config/reload", "").statusCode()).isEqualTo(200);

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> state(node, "own").equals("ready"));
            assertThat(state(node, "embed")).isEqualTo("resting");
        }
    }
}

package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.head.LinearHead;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A local model that gets other files under its old name: what the old ones answered is not served any more. */
@Timeout(300)
class ModelRevisionTest {
    private static final String ASK = "{\"model\":\"topics\",\"input\":\"the sky is blue\"}";

    @TempDir
    Path folder;

    private String yaml() {
        return TestNode.LISTEN + "store: {dir: \"" + folder.resolve("var") + "\"}\n"
                + "models: [{name: topics, local: {model: topics}}, {name: other, local: {model: all-minilm-l6-v2-q}}]\n";
    }

    /** Puts a head into the store that always answers with the given one of its labels. */
    private void publish(int answer) throws IOException {
        float[] bias = new float[2];
        Arrays.fill(bias, -5);
        bias[answer] = 5;
        var head =
                new LinearHead(List.of("weather", "sports"), 384, new float[2 * 384], bias, new Calibration(1, 0, 1e9));
        var store = new ModelStore(folder.resolve("var").resolve("models"), InstantSource.system());
        StoredFile file = store.stage(HeadFile.NAME, new HeadFile("all-minilm-l6-v2-q", head).toBytes());
        store.publish("topics", "head:topics", "1", HeadFile.NAME, List.of(file), HeadFile::read);
    }

    private static String asked(TestNode node) {
        HttpResponse<String> reply = node.ask("/v1/classify", ASK);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        String best = reply.body().replaceAll("(?s)^.*?\"label\":\"(\\w+)\".*", "$1");
        return reply.headers().firstValue("edge-served-by").orElse("") + " " + best;
    }

    @Test
    void aModelPulledAgainUnderItsNameAnswersAnewOnceItIsLoaded() throws IOException {
        publish(0);
        try (var node = TestNode.start(folder, yaml(), "topics")) {
            assertThat(asked(node)).isEqualTo("local weather");
            assertThat(asked(node)).isEqualTo("cache-exact weather");

            publish(1);
            assertThat(node.post("/admin/v1/models/topics/load", "").statusCode())
                    .isEqualTo(200);

            assertThat(asked(node)).isEqualTo("local sports");
            assertThat(asked(node)).isEqualTo("cache-exact sports");
        }
    }

    @Test
    void aModelPulledAgainWhileTheNodeWasAwayIsNotAnsweredForFromTheDisk() throws IOException {
        publish(0);
        try (var node = TestNode.start(folder, yaml(), "topics")) {
            assertThat(asked(node)).isEqualTo("local weather");
        }
        try (var node = TestNode.start(folder, yaml(), "topics")) {
            assertThat(asked(node)).isEqualTo("cache-exact weather");
        }
        publish(1);
        try (var node = TestNode.start(folder, yaml(), "topics")) {
            assertThat(asked(node)).isEqualTo("local sports");
        }
        publish(0);
        try (var node = TestNode.start(folder, yaml(), "topics")) {
            assertThat(asked(node)).as("the same files as at first").isEqualTo("cache-exact weather");
        }
    }
}

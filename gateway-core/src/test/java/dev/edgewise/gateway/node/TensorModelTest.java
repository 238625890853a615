package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that the node knows nothing about but its graph: a vision model out of an operator's own folder. */
@Timeout(120)
class TensorModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "models/ch_ppocr_mobile_v2.0_cls_infer.onnx";
    private static final String CONFIG =
            TestNode.LISTEN + "models: [{name: orientation, local: {model: \"file:orientation\"}}]\n";

    @TempDir
    Path folder;

    @BeforeEach
    void model() throws IOException {
        Path root = Files.createDirectories(folder.resolve("orientation"));
        try (InputStream file = TensorModelTest.class.getClassLoader().getResourceAsStream(MODEL)) {
            Files.copy(file, root.resolve("model.onnx"));
        }
        Files.writeString(root.resolve("edgewise.yaml"), "task: infer\nonnx: model.onnx\n");
    }

    private static HttpRequest.Builder infer(TestNode node, float[] pixels) {
        byte[] json =
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,3,48,192],\"parameters\":{\"binary_data_size\":110592}}]}"
                        .getBytes(StandardCharsets.UTF_8);
        ByteBuffer body =
                ByteBuffer.allocate(json.length + pixels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        body.put(json);
        for (float pixel : pixels) {
            body.putFloat(pixel);
        }
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().port() + "/v2/models/orientation/infer"))
                .header("inference-header-content-length", "" + json.length)
                .POST(BodyPublishers.ofByteArray(body.array()));
    }

    @Test
    void aModelThatOnlyTakesTensorsAnswersThemAndNothingElse() throws IOException {
        try (var node = TestNode.start(folder, CONFIG)) {
            HttpResponse<String> answer = node.send(infer(node, new float[3 * 48 * 192]));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode output = JSON.readTree(answer.body()).path("outputs").path(0);
            assertThat(output.path("shape").toString()).isEqualTo("[1,2]");
            assertThat(output.path("data").path(0).asDouble()
                            + output.path("data").path(1).asDouble())
                    .isCloseTo(1, within(1e-5));
            assertThat(node.ask("/v1/embeddings", "{\"model\":\"orientation\",\"input\":\"hi\"}")
                            .statusCode())
                    .isBetween(400, 599);
            assertThat(node.ask("/v2/models/orientation/infer", "{\"inputs\":[]}")
                            .statusCode())
                    .isEqualTo(400);
        }
    }
}

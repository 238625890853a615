package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Inputs that the node's own models cannot take, on every surface: each is refused in that surface's shape, with what to
 * do about it, and the next request is answered.
 */
@Timeout(180)
class LocalBadInputTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GOOD = "{\"model\":\"embed\",\"input\":\"still here\"}";

    @TempDir
    static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        copy("/models/ch_ppocr_mobile_v2.0_cls_infer.onnx", "orientation/model.onnx");
        node = TestNode.start(folder, TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data") + "\"}\n" + """
                        cache: {disk: 0B}
                        models:
                          - {name: embed, local: {model: all-minilm-l6-v2-q}}
                          - {name: orientation, local: {model: "file:orientation"}}
                        """);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @AfterEach
    void theNextRequestIsAnswered() {
        assertThat(node.ask("/v1/embeddings", GOOD).statusCode()).isEqualTo(200);
        assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
    }

    private static void copy(String resource, String to) throws IOException {
        Path file = folder.resolve(to);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (InputStream from = Objects.requireNonNull(LocalBadInputTest.class.getResourceAsStream(resource))) {
            Files.copy(from, file);
        }
    }

    /** An OpenAI-shaped error of that status whose message says {@code hint}. */
    private static JsonNode refused(HttpResponse<String> reply, int status, String hint) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(reply.body()).path("error");
        assertThat(error.path("message").asText()).contains(hint).endsWith(".");
        assertThat(error.path("type").asText()).isNotEmpty();
        assertThat(error.path("code").asText()).isNotEmpty();
        assertThat(error.path("request_id").asText())
                .isEqualTo(reply.headers().firstValue("x-request-id").orElse("absent"));
        assertThat(error.path("retryable").asBoolean()).isEqualTo(status >= 500);
        return error;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/embeddings|{'model':'embed'}|input",
                "/v1/embeddings|{'model':'embed','input':[]}|input",
                "/v1/embeddings|{'model':'embed','input':7}|input",
                "/v1/embeddings|{'model':'embed','input':null}|input",
                "/v1/embeddings|{'model':'embed','input':{}}|input",
                "/v1/embeddings|{'model':'embed','input':''}|empty",
                "/v1/embeddings|{'model':'embed','input':['a',7]}|input",
                "/v1/embeddings|{'model':'embed','input':[[]]}|input",
                "/v1/embeddings|{'model':'embed','input':[-1]}|vocabulary",
                "/v1/embeddings|{'model':'embed','input':[99999999]}|vocabulary",
                "/v1/embeddings|{'model':'embed','input':[1.5]}|input",
                "/v1/embeddings|{'model':'embed','input':'x','dimensions':0}|dimensions",
                "/v1/embeddings|{'model':'embed','input':'x','dimensions':100000}|dimensions",
                "/v1/embeddings|{'model':'embed','input':'x','dimensions':'many'}|dimensions",
                "/v1/embeddings|{'model':'embed','input':'x','encoding_format':'hex'}|encoding_format",
                "/v1/embeddings|{'model':'embed','input':'x','encoding_format':1}|encoding_format",
                "/v1/embeddings|{'model':'embed','input':'x','prompt_name':'title'}|prompt",
                "/v1/classify|{'model':'orientation'}|input",
                "/v1/classify|{'model':'orientation','input':'what is this?'}|PNG or JPEG",
                "/v1/classify|{'model':'orientation','input':[true]}|input",
                "/v1/classify|{'model':'orientation','input':'data:image/png;base64,!!!!'}|PNG or JPEG",
                "/v1/classify|{'model':'embed','input':'x'}|/v1/models",
                "/v1/moderations|{'model':'embed','input':'x'}|/v1/models",
                "/v1/moderations|{'model':'orientation','input':'no picture'}|PNG or JPEG",
                "/v1/rerank|{'model':'embed','query':7,'documents':['x']}|query",
                "/v1/rerank|{'model':'embed','query':'q','documents':'x'}|documents",
                "/v1/rerank|{'model':'embed','query':'q','documents':[null]}|documents",
                "/v1/rerank|{'model':'embed','query':'q','documents':['x'],'top_n':'two'}|top_n",
                "/v1/rerank|{'model':'embed','query':'q','documents':['x'],'return_documents':3}|return_documents",
                "/v1/rerank|{'model':'orientation','query':'q','documents':['x']}|/v1/models",
                "/v1/chat/completions|{'model':'embed','messages':[{'role':'user','content':'x'}]}|/v1/models",
                "/v1/completions|{'model':'embed','prompt':'x'}|/v1/models",
                "/v1/embeddings|{'model':'orientation','input':'x'}|/v1/models",
            })
    void aWrongFieldIsNamed(String path, String body, String hint) throws IOException {
        refused(node.ask(path, body.replace('\'', '"')), 400, hint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/embeddings",
                "/v1/classify",
                "/v1/moderations",
                "/v1/rerank",
                "/v1/chat/completions",
                "/v1/completions"
            })
    void anUnknownModelIsToldWithThoseThereAre(String path) throws IOException {
        JsonNode error = refused(node.ask(path, "{\"model\":\"nobody\",\"input\":\"x\"}"), 404, "embed");
        assertThat(error.path("param").asText()).isEqualTo("model");
    }

    @Test
    void aTextOfAHundredThousandTokensIsRefusedWithWhatFits() throws IOException {
        String text = "word ".repeat(100_000);
        refused(node.ask("/v1/embeddings", "{\"model\":\"embed\",\"input\":\"" + text + "\"}"), 400, "tokens");
        JsonNode document = refused(
                node.ask("/v1/rerank", "{\"model\":\"embed\",\"query\":\"q\",\"documents\":[\"a\",\"" + text + "\"]}"),
                400,
                "Document 1: ");
        assertThat(document.path("param").asText()).isEqualTo("documents");
        JsonNode query = refused(
                node.ask("/v1/rerank", "{\"model\":\"embed\",\"query\":\"" + text + "\",\"documents\":[\"a\"]}"),
                400,
                "The query has ");
        assertThat(query.path("param").asText()).isEqualTo("query");
    }

    @Test
    void morePixelsThanAPictureMayHaveAreRefusedBeforeTheyAreDecoded() throws IOException {
        String bomb = Base64.getEncoder().encodeToString(bomb(50_000, 50_000));
        assertThat(bomb.length()).isLessThan(100_000);

        refused(node.ask("/v1/classify", "{\"model\":\"orientation\",\"input\":\"" + bomb + "\"}"), 400, "50000");
    }

    @Test
    void aPictureThatStopsInItsMiddleIsRefused() throws IOException {
        String half = Base64.getEncoder().encodeToString(Arrays.copyOf(bomb(200, 200), 60));

        refused(node.ask("/v1/classify", "{\"model\":\"orientation\",\"input\":\"" + half + "\"}"), 400, "image");
    }

    /** A PNG of one colour, which packs a thousand to one. */
    private static byte[] bomb(int width, int height) throws IOException {
        var png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        var head = new ByteArrayOutputStream();
        var fields = new DataOutputStream(head);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {1, 0, 0, 0, 0});
        chunk(png, "IHDR", head.toByteArray());
        var data = new ByteArrayOutputStream();
        try (var packed = new DeflaterOutputStream(data)) {
            // Enough rows to look right, not all of them: nobody should come to miss the rest.
            packed.write(new byte[Math.min(height, 1_000) * (1 + width / 8)]);
        }
        chunk(png, "IDAT", data.toByteArray());
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) throws IOException {
        var out = new DataOutputStream(png);
        out.writeInt(data.length);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        out.write(name);
        out.write(data);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt((int) crc.getValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'inputs':[]}|Input x is missing",
                "{'inputs':'x'}|inputs",
                "{}|Input x is missing",
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,3,48],'data':[0]}]}|shape",
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,3,2,2],'data':[0,0,0,0,0,0,0,0,0,0,0]}]}|12",
                "{'inputs':[{'name':'x','datatype':'INT64','shape':[1,3,2,2],'data':[0,0,0,0,0,0,0,0,0,0,0,0]}]}|FP32",
                "{'inputs':[{'name':'x','datatype':'FLOAT','shape':[1],'data':[0]}]}|FP32",
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[-1],'data':[0]}]}|shape",
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,3,2,2],'data':['a',0,0,0,0,0,0,0,0,0,0,0]}]}|x",
                "{'inputs':[{'name':'y','datatype':'FP32','shape':[1],'data':[0]}]}|y",
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[4]}]}|data",
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,3,48,192],'parameters':{'binary_data_size':16}}]}|Inference-Header-Content-Length",
            })
    void wrongTensorsAreRefusedInTheProtocolsShape(String body, String hint) throws IOException {
        told(node.ask("/v2/models/orientation/infer", body.replace('\'', '"')), 400, hint);
    }

    private static void told(HttpResponse<String> reply, int status, String hint) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        JsonNode body = JSON.readTree(reply.body());
        assertThat(body.size()).isEqualTo(1);
        assertThat(body.path("error").asText()).contains(hint).endsWith(".");
        assertThat(reply.headers().firstValue("x-request-id")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "110592,110591,110592",
        "110592,110593,belong to no input",
        "16,16,110592",
        "-1,16,binary_data_size",
    })
    void binaryDataOfAnotherSizeIsRefused(int announced, int sent, String hint) throws IOException {
        byte[] json = ("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,3,48,192],\"parameters\":"
                        + "{\"binary_data_size\":" + announced + "}}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOf(json, json.length + sent);

        told(
                node.send(node.data("/v2/models/orientation/infer")
                        .header("Inference-Header-Content-Length", Integer.toString(json.length))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))),
                400,
                hint);
    }

    @Test
    void anUnknownModelOfTheProtocolIsNotFound() throws IOException {
        told(node.ask("/v2/models/nobody/infer", "{\"inputs\":[]}"), 404, "nobody");
    }
}

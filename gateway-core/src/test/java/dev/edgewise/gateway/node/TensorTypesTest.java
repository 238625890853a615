package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.support.OnnxFile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The datatypes of the Open Inference Protocol, in JSON and in bytes, through real graphs that give them back. */
@Timeout(120)
class TensorTypesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Their numbers in ONNX. */
    private static final Map<String, Integer> TYPES = new TreeMap<>(Map.ofEntries(
            Map.entry("FP32", 1),
            Map.entry("UINT8", 2),
            Map.entry("INT8", 3),
            Map.entry("UINT16", 4),
            Map.entry("INT16", 5),
            Map.entry("INT32", 6),
            Map.entry("INT64", 7),
            Map.entry("BYTES", 8),
            Map.entry("BOOL", 9),
            Map.entry("FP16", 10),
            Map.entry("FP64", 11),
            Map.entry("UINT32", 12),
            Map.entry("UINT64", 13),
            Map.entry("BF16", 16)));

    private static final int FP64 = 11;

    /** The attribute {@code to} of type INT. */
    private static final byte[] TO_FP64 =
            OnnxFile.field(5, OnnxFile.field(1, OnnxFile.text("to")), OnnxFile.number(3, FP64), OnnxFile.number(20, 2));

    @TempDir
    static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        StringBuilder models = new StringBuilder();
        for (Map.Entry<String, Integer> type : TYPES.entrySet()) {
            models.append(model(type.getKey(), graph("Identity", new byte[0], type.getValue(), type.getValue())));
            if (type.getKey().startsWith("UINT")) {
                models.append(model(type.getKey() + "-to-FP64", graph("Cast", TO_FP64, type.getValue(), FP64)));
            }
        }
        node = TestNode.start(
                folder,
                TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data") + "\"}\ncache: {disk: 0B}\nmodels:\n"
                        + models);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    /** Writes the model's folder and gives back its line of the configuration. */
    private static String model(String name, byte[] graph) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        Files.write(model.resolve("model.onnx"), graph);
        Files.writeString(model.resolve("edgewise.yaml"), "task: infer\n");
        return "  - {name: " + name + ", local: {model: \"file:" + name + "\", keep_alive: 5m}}\n";
    }

    /** {@code y = operator(x)} of one dimension. */
    private static byte[] graph(String operator, byte[] attribute, int from, int to) {
        return OnnxFile.model(
                OnnxFile.node(operator, attribute, "x", "y"),
                OnnxFile.field(2, OnnxFile.text("g")),
                OnnxFile.input("x", from, -1),
                OnnxFile.output("y", to, -1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BOOL|[true,false]|0100",
                "INT8|[-128,127]|807f",
                "UINT8|[0,255]|00ff",
                "INT16|[-32768,32767]|0080ff7f",
                "INT32|[-2147483648,7]|0000008007000000",
                "INT64|[-9223372036854775808,9007199254740993]|00000000000000800100000000002000",
                "UINT16|[65535,1]|ffff0100",
                "UINT32|[4294967295,1]|ffffffff01000000",
                "UINT64|[18446744073709551615,9223372036854775808]|ffffffffffffffff0000000000000080",
                "FP16|[1.0,-2.5]|003c00c1",
                "BF16|[1.0,-2.5]|803f20c0",
                "FP32|[0.5,-2.5]|0000003f000020c0",
                "FP64|[0.5,-2.5]|000000000000e03f00000000000004c0",
                "BYTES|['ä','ab']|02000000c3a4020000006162"
            })
    void whatGoesInComesOutInBothForms(String type, String data, String hex) throws Exception {
        String values = data.replace('\'', '"');
        byte[] bytes = HexFormat.of().parseHex(hex);

        HttpResponse<byte[]> json = send(type, head(type, ",\"data\":" + values, ""), new byte[0], false);
        assertThat(json.statusCode())
                .as(new String(json.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        JsonNode output = JSON.readTree(json.body()).path("outputs").path(0);
        assertThat(output.path("datatype").asText()).isEqualTo(type);
        assertThat(output.path("data")).isEqualTo(JSON.readTree(values));

        String binary = ",\"parameters\":{\"binary_data_size\":" + bytes.length + "}";
        HttpResponse<byte[]> raw =
                send(type, head(type, binary, ",\"parameters\":{\"binary_data_output\":true}"), bytes, true);
        assertThat(raw.statusCode())
                .as(new String(raw.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        int split = (int) raw.headers()
                .firstValueAsLong("inference-header-content-length")
                .orElseThrow();
        assertThat(Arrays.copyOfRange(raw.body(), split, raw.body().length)).isEqualTo(bytes);
    }

    /** A graph that makes floating point of them sees what they are. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UINT16|[65535,32768]|[65535.0,32768.0]",
                "UINT32|[4294967295,2147483648]|[4.294967295E9,2.147483648E9]",
                "UINT64|[9223372036854775808,1]|[9.223372036854775808E18,1.0]"
            })
    void unsignedNumbersAreComputedWithAsWhatTheyAre(String type, String data, String doubles) throws Exception {
        HttpResponse<byte[]> reply = send(type + "-to-FP64", head(type, ",\"data\":" + data, ""), new byte[0], false);

        assertThat(JSON.readTree(reply.body()).path("outputs").path(0).path("data"))
                .as(new String(reply.body(), StandardCharsets.UTF_8))
                .isEqualTo(JSON.readTree(doubles));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UINT16|[1,-1]|Element 1 of x is not a number that UINT16 can hold",
                "UINT16|[65536,1]|Element 0 of x is not a number that UINT16 can hold",
                "UINT32|[1,1.5]|Element 1 of x is not a number that UINT32 can hold",
                "UINT32|[4294967296,1]|Element 0 of x is not a number that UINT32 can hold",
                "UINT64|[0,-1]|Element 1 of x is not a number that UINT64 can hold",
                "UINT64|[18446744073709551616,1]|Element 0 of x is not a number that UINT64 can hold",
                "INT64|[1,2]|Input x is UINT64 in this model, not INT64"
            })
    void numbersThatAnUnsignedTypeCannotHoldAreRefusedByTheirPlace(String type, String data, String why)
            throws Exception {
        String model = type.startsWith("U") ? type : "UINT64";

        HttpResponse<byte[]> reply = send(model, head(type, ",\"data\":" + data, ""), new byte[0], false);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(reply.body()).path("error").asText()).contains(why);
    }

    @Test
    void bytesThatAreNoWholeUnsignedNumbersAreRefused() throws Exception {
        HttpResponse<byte[]> reply =
                send("UINT32", head("UINT32", ",\"parameters\":{\"binary_data_size\":7}", ""), new byte[7], true);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(reply.body()).path("error").asText())
                .contains("7 bytes", "UINT32 of shape [2] takes 8");
    }

    private static String head(String type, String how, String more) {
        return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"" + type + "\",\"shape\":[2]" + how + "}]" + more + "}";
    }

    private static HttpResponse<byte[]> send(String type, String head, byte[] tail, boolean split) throws Exception {
        byte[] json = head.getBytes(StandardCharsets.UTF_8);
        var request = node.data("/v2/models/" + type + "/infer");
        if (split) {
            request.header("Inference-Header-Content-Length", Integer.toString(json.length));
        }
        return CLIENT.send(
                request.POST(BodyPublishers.ofByteArray(OnnxFile.join(json, tail)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}

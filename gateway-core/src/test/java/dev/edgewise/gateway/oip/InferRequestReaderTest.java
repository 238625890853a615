package dev.edgewise.gateway.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferRequestReaderTest {
    private static InferRequest read(String json) throws BadRequestException {
        return InferRequestReader.read(json.getBytes(StandardCharsets.UTF_8), null);
    }

    private static InferRequest read(String json, String hex) throws BadRequestException {
        byte[] head = json.getBytes(StandardCharsets.UTF_8);
        var body = new ByteArrayOutputStream();
        body.writeBytes(head);
        body.writeBytes(HexFormat.of().parseHex(hex));
        return InferRequestReader.read(body.toByteArray(), Integer.toString(head.length));
    }

    private static String hex(Tensor tensor) {
        byte[] bytes = new byte[tensor.bytes()];
        tensor.data().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Tensor one(String type, String shape, String data) throws BadRequestException {
        return read("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
                        .formatted(type, shape, data))
                .inputs()
                .getFirst();
    }

    @Test
    void theExampleOfTheProtocolIsRead() throws BadRequestException {
        InferRequest request = read("""
                {
                  "id" : "42",
                  "inputs" : [
                    {"name" : "input0", "shape" : [ 2, 2 ], "datatype" : "UINT32", "data" : [ 1, 2, 3, 4 ]},
                    {"name" : "input1", "shape" : [ 3 ], "datatype" : "BOOL", "data" : [ true, false, true ]}
                  ],
                  "outputs" : [ {"name" : "output0"} ]
                }""");

        assertThat(request.id()).hasValue("42");
        assertThat(request.outputNames()).containsExactly("output0");
        assertThat(request.binary("output0")).isFalse();
        assertThat(request.inputs()).hasSize(2);
        assertThat(request.inputs().getFirst().toString()).isEqualTo("input0 UINT32[2, 2]");
        assertThat(hex(request.inputs().getFirst())).isEqualTo("01000000020000000300000004000000");
        assertThat(hex(request.inputs().get(1))).isEqualTo("010001");
    }

    @Test
    void theExampleOfTheBinaryExtensionIsRead() throws BadRequestException {
        InferRequest request = read("""
                {
                  "model_name" : "mymodel",
                  "inputs" : [
                    {"name" : "input0", "shape" : [ 2, 2 ], "datatype" : "UINT32", "parameters" : {"binary_data_size" : 16}},
                    {"name" : "input1", "shape" : [ 3 ], "datatype" : "BOOL", "parameters" : {"binary_data_size" : 3}}
                  ],
                  "outputs" : [
                    {"name" : "output0", "parameters" : {"binary_data" : true}},
                    {"name" : "output1"}
                  ]
                }""", "01000000020000000300000004000000" + "010001");

        assertThat(hex(request.inputs().getFirst())).isEqualTo("01000000020000000300000004000000");
        assertThat(hex(request.inputs().get(1))).isEqualTo("010001");
        assertThat(request.binary("output0")).isTrue();
        assertThat(request.binary("output1")).isFalse();
    }

    @Test
    void anOutputsOwnWishGoesBeforeThatForAll() throws BadRequestException {
        InferRequest request = read("""
                {"parameters":{"binary_data_output":true},"inputs":[],
                 "outputs":[{"name":"a"},{"name":"b","parameters":{"binary_data":false}}]}""");

        assertThat(request.binary("a")).isTrue();
        assertThat(request.binary("b")).isFalse();
        assertThat(read("{\"parameters\":{\"binary_data_output\":true},\"inputs\":[]}")
                        .binary("any"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT8|[2]|[-128,127]|807f",
                "UINT8|[2]|[0,255]|00ff",
                "INT16|[2]|[-32768,32767]|0080ff7f",
                "UINT16|[1]|[65535]|ffff",
                "INT32|[1]|[-2147483648]|00000080",
                "UINT32|[1]|[4294967295]|ffffffff",
                "INT64|[2]|[9007199254740993,-9223372036854775808]|01000000000020000000000000000080",
                "UINT64|[2]|[18446744073709551615,9223372036854775808]|ffffffffffffffff0000000000000080",
                "FP16|[3]|[1,-2.5,65504]|003c00c1ff7b",
                "BF16|[2]|[1,-2.5]|803f20c0",
                "FP32|[2]|[0.1,-1e-45]|cdcccc3d01000080",
                "FP64|[1]|[0.1]|9a9999999999b93f",
                "BYTES|[3]|['', 'ä', 'ab']|0000000002000000c3a4020000006162",
                "INT8|[]|[7]|07",
                "INT8|[0]|[]|''",
                "INT8|[2,0]|[[],[]]|''",
                "INT8|[2,2]|[[1,2],[3,4]]|01020304",
                "INT8|[1,2,1]|[[[1],[2]]]|0102"
            })
    void everyTypeIsReadToTheBit(String type, String shape, String data, String hex) throws BadRequestException {
        assertThat(hex(one(type, shape, data.replace('\'', '"')))).isEqualTo(hex.replace("'", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT8|[1]|[128]|element 0 of x is not a number that INT8 can hold",
                "UINT8|[1]|[-1]|not a number that UINT8",
                "INT32|[1]|[1.0]|not a number that INT32",
                "INT64|[1]|[9223372036854775808]|not a number that INT64",
                "UINT64|[1]|[18446744073709551616]|not a number that UINT64",
                "FP32|[1]|[1e39]|not a number that FP32",
                "FP32|[1]|['1']|not a number that FP32",
                "FP16|[1]|[65520]|not a number that FP16",
                "FP64|[1]|[1e400]|not a number that FP64",
                "BOOL|[1]|[1]|not true or false",
                "BYTES|[1]|[1]|not text",
                "INT8|[2]|[1]|x has 1 elements; its shape [2] has 2",
                "INT8|[2]|[1,2,3]|more elements than its shape [2]",
                "INT8|[2]|[1,null]|element 1",
                "INT8|[2,2]|[[1,2],[3]]|does not have the shape [2, 2]: dimension 1",
                "INT8|[2,2]|[[1,2],3]|does not have the shape",
                "INT8|[2,2]|[[1,2],[3,4],[5,6]]|does not have the shape [2, 2]: dimension 0",
                "INT8|[2,2]|[[1,2],[[3],4]]|element 2",
                "INT8|[2]|3|is not an array",
                "INT8|[-1]|[]|negative size",
                "INT8|[1.5]|[]|whole numbers",
                "INT8|['a']|[]|whole numbers",
                "INT8|[99999999999999999999]|[]|whole numbers",
                "INT8|[9223372036854775807,9223372036854775807]|[1]|more than 1073741824 elements",
                "FP64|[100000000]|[1]|more than the request has room for",
                "BYTES|[1000000000]|['a']|more than the request has room for",
                "INT8|[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]|[1]|more than 16 dimensions",
                "FLOAT|[1]|[1]|no datatype 'FLOAT'; there are BOOL"
            })
    void whatIsNoSuchTensorIsRefusedSayingWhy(String type, String shape, String data, String why) {
        assertThatThrownBy(() -> one(type, shape.replace('\'', '"'), data.replace('\'', '"')))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(why);
    }

    @Test
    void dataMayStandBeforeItsShapeAndType() throws BadRequestException {
        InferRequest request = read("""
                {"inputs":[{"data":[[1,2],[3,4]],"parameters":{},"shape":[2,2],"name":"x","datatype":"INT8"},
                           {"name":"y","data":["ü"],"shape":[1],"datatype":"BYTES"}]}""");

        assertThat(request.inputs().stream().map(InferRequestReaderTest::hex))
                .isEqualTo(List.of("01020304", "02000000c3bc"));
    }

    @Test
    void bytesAreNotCopied() throws BadRequestException {
        byte[] json =
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[3],\"parameters\":{\"binary_data_size\":3}}]}"
                        .getBytes(StandardCharsets.UTF_8);
        byte[] body = java.util.Arrays.copyOf(json, json.length + 3);
        Tensor tensor = InferRequestReader.read(body, "" + json.length).inputs().getFirst();

        body[json.length + 1] = 9;

        assertThat(hex(tensor)).isEqualTo("000900");
        assertThat(tensor.shape()).isEqualTo(assertShape(3));
        assertThat(tensor.type()).isEqualTo(TensorType.INT8);
    }

    private static Shape assertShape(long... sizes) {
        try {
            return Shape.of(sizes);
        } catch (dev.edgewise.inference.tensor.BadTensorException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4|01020304|",
                "3|010203|x has 3 bytes; INT8 of shape [4] takes 4",
                "5|0102030405|x has 5 bytes",
                "4|010203|x is said to have 4 bytes; the body has 3 left",
                "4|0102030405|1 bytes after the JSON belong to no input",
                "2147483647|01|the body has 1 left",
                "-1|01020304|must be a number of bytes",
                "4294967300|01020304|must be a number of bytes"
            })
    void aWrongNumberOfBytesIsRefused(String size, String hex, String why) throws BadRequestException {
        String json =
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[4],\"parameters\":{\"binary_data_size\":"
                        + size + "}}]}";
        if (why == null) {
            assertThat(hex(read(json, hex).inputs().getFirst())).isEqualTo(hex);
        } else {
            assertThatThrownBy(() -> read(json, hex))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining(why);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0200000061|ends within element 0",
                "010000006101|ends within element 1",
                "ffffffff61|ends within element 0",
                "01000000610100000062010000006363|2 bytes after its last element",
            })
    void malformedLengthsOfTextsAreRefused(String hex, String why) {
        String json =
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[2],\"parameters\":{\"binary_data_size\":"
                        + hex.length() / 2 + "}}]}";

        assertThatThrownBy(() -> read(json, hex))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(why.startsWith("2 bytes") ? "bytes after its last element" : why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|not a JSON object",
                "[]|not a JSON object",
                "{|not well-formed",
                "{}x|not well-formed",
                "{}{}|something after",
                "{\"inputs\":1}|'inputs' must be a list",
                "{\"inputs\":[1]}|'inputs' must be a list of objects",
                "{\"id\":1}|'id' must be text",
                "{\"parameters\":[]}|'parameters' must be an object",
                "{\"inputs\":[],\"inputs\":[]}|not well-formed",
                "{\"inputs\":[{\"datatype\":\"INT8\",\"shape\":[0]}]}|an input has no 'name'",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[0]}]}|x has no 'datatype'",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\"}]}|x has no 'shape'",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[0]}]}|neither 'data' nor",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[0],\"data\":[],\"parameters\":{\"binary_data_size\":0}}]}|both 'data'",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[0],\"parameters\":{\"binary_data_size\":0}}]}|needs the header",
                "{\"outputs\":[{}]}|an output has no 'name'",
                "{\"outputs\":[{\"name\":\"y\",\"parameters\":{\"classification\":0}}]}|'classification' must be a whole number from 1",
                "{\"outputs\":[{\"name\":\"y\",\"parameters\":{\"classification\":true}}]}|'classification' must be a whole number from 1",
                "{\"parameters\":{\"classification\":3}}|'classification' is a parameter of an output",
                "{\"inputs\":[{\"name\":\"x\",\"parameters\":{\"classification\":3}}]}|'classification' is a parameter of an output",
                "{\"inputs\":[{\"parameters\":{\"shared_memory_region\":\"r\"}}]}|shares no memory"
            })
    void whatIsNoRequestIsRefusedSayingWhy(String json, String why) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aHeaderLengthThatIsNoneIsRefused() {
        for (String length : List.of("", "-1", "3", "1e1", "99999999999", " 2", "0x2")) {
            assertThatThrownBy(() -> InferRequestReader.read("{}".getBytes(StandardCharsets.UTF_8), length))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("Inference-Header-Content-Length");
        }
    }

    @Test
    void deepAndLongListsAreRefused() {
        assertThatThrownBy(() -> read("{\"inputs\":" + "[".repeat(100_000))).isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> read("{\"outputs\":[" + "{\"name\":\"y\"},".repeat(300) + "{\"name\":\"y\"}]}"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("more than 256 parts");
        assertThatThrownBy(() -> read("{\"id\":\"" + "i".repeat(2000) + "\"}"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("longer than 1024");
    }
}

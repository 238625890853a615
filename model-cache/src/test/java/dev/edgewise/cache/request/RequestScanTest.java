package dev.edgewise.cache.request;

import static dev.edgewise.cache.request.Scans.malformed;
import static dev.edgewise.cache.request.Scans.scanned;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.json.StrictJson;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScanTest {

    @Test
    void valuesAreFoundWhereTheyLie() {
        String body = " {\n \"model\" : \"m\" ,\"a\":[1, {\"b\":\",\"}] , \"c\":-1.5e3\t,\"d\":null,\"e\":true,"
                + "\"f\":{ } ,\"g\":false,\"한\":\"글,\"\r\n} \n";

        Scanned scanned = scanned(body);

        assertThat(IntStream.range(0, scanned.size()).mapToObj(i -> show(scanned, scanned.field(i))))
                .containsExactly(
                        "model STRING \"m\"",
                        "a ARRAY [1, {\"b\":\",\"}]",
                        "c NUMBER -1.5e3",
                        "d NULL null",
                        "e TRUE true",
                        "f OBJECT { }",
                        "g FALSE false",
                        "한 STRING \"글,\"");
    }

    @Test
    void anEmptyObjectHasNoFields() {
        assertThat(scanned("{ }").size()).isZero();
    }

    @Test
    void moreFieldsThanExpectedAreAllKept() {
        StringBuilder body = new StringBuilder("{\"f0\":0");
        for (int i = 1; i < 100; i++) {
            body.append(",\"f").append(i).append("\":").append(i);
        }

        Scanned scanned = scanned(body + "}");

        assertThat(scanned.size()).isEqualTo(100);
        assertThat(scanned.integer("f99")).isEqualTo(new FieldValue.Present<>(99L));
    }

    @Test
    void aBodyWithTooManyFieldsIsRefused() {
        StringBuilder body = new StringBuilder("{\"f\":0");
        for (int i = 0; i < RequestScan.FIELDS_MAX; i++) {
            body.append(",\"f").append(i).append("\":").append(i);
        }

        assertThat(malformed(body + "}").message()).contains("more than 1024 fields");
    }

    @Test
    void typedAccessGivesTheValue() {
        Scanned scanned = scanned("""
                {"model":"a\\u00e9\\"b","stream":true,"temperature":0.70,"seed":12345678901234567,"n":2.0,"max_tokens":1e2,
                 "stream_options":{"include_usage":true},"user":null}""");

        assertThat(scanned.model()).isEqualTo(new FieldValue.Present<>("aé\"b"));
        assertThat(scanned.stream().or(false)).isTrue();
        assertThat(scanned.temperature()).isEqualTo(new FieldValue.Present<>(new BigDecimal("0.70")));
        assertThat(scanned.integer("seed").or(0L)).isEqualTo(12345678901234567L);
        assertThat(scanned.n().or(0L)).isEqualTo(2L);
        assertThat(scanned.integer("max_tokens").or(0L)).isEqualTo(100L);
        assertThat(scanned.includeUsage().or(false)).isTrue();
        assertThat(scanned.text("user")).isEqualTo(new FieldValue.Absent<>());
        assertThat(scanned.text("missing")).isEqualTo(new FieldValue.Absent<>());
        assertThat(scanned.has("user")).isFalse();
    }

    @Test
    void aWrongTypeSaysFieldExpectedAndFound() {
        Scanned scanned = scanned("""
                {"stream":"yes","model":{"a":1},"n":1.5,"temperature":[0],"seed":1e999999999,"max_tokens":"%s",
                 "stream_options":{"include_usage":1}}""".formatted("x".repeat(90)));

        assertThat(message(scanned.stream()))
                .isEqualTo("Field \"stream\" must be true or false, but it is the string \"yes\".");
        assertThat(message(scanned.model())).isEqualTo("Field \"model\" must be a string, but it is an object.");
        assertThat(message(scanned.n())).contains("\"n\" must be an integer");
        assertThat(message(scanned.temperature())).contains("must be a number, but it is an array");
        assertThat(message(scanned.integer("seed"))).contains("at most 64 bits");
        assertThat(message(scanned.integer("max_tokens")))
                .contains("must be an integer")
                .hasSizeLessThan(130);
        assertThat(message(scanned.includeUsage())).contains("include_usage");
    }

    @Test
    void anotherModelIsSplicedInAndEveryOtherByteStays() {
        String before =
                "{ \"seed\" : 12345678901234567 ,\"x\":[1.0,1e0], \"model\" : \"alias\\u0041\" , \"y\":\"é\\/\" }";

        String after = new String(scanned(before).withModel("org/real \"7b\""), UTF_8);

        assertThat(after)
                .isEqualTo("{ \"seed\" : 12345678901234567 ,\"x\":[1.0,1e0], \"model\" : \"org/real \\\"7b\\\"\" , "
                        + "\"y\":\"é\\/\" }");
    }

    @Test
    void aMissingModelIsAddedInFront() {
        assertThat(new String(scanned(" {\"n\":1}").withModel("m"), UTF_8)).isEqualTo(" {\"model\":\"m\",\"n\":1}");
        assertThat(new String(scanned("{}").withModel("m"), UTF_8)).isEqualTo("{\"model\":\"m\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"stream\":true}|{\"model\":\"m\",\"stream_options\":{\"include_usage\":true},\"stream\":true}",
                "{ \"model\" : \"a\" }|{\"stream_options\":{\"include_usage\":true}, \"model\" : \"m\" }",
                "{\"stream_options\": null ,\"model\":\"a\"}|{\"stream_options\": {\"include_usage\":true} ,\"model\":\"m\"}",
                "{\"model\":\"a\",\"stream_options\":{}}|{\"model\":\"m\",\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"a\",\"stream_options\":{ \"x\" : 1.0 }}|{\"model\":\"m\",\"stream_options\":{\"include_usage\":true, \"x\" : 1.0 }}",
                "{\"stream_options\":{\"include_usage\" : false},\"model\":\"a\"}|{\"stream_options\":{\"include_usage\" : true},\"model\":\"m\"}",
                "{\"stream_options\":{\"x\":1,\"include_usage\":null, \"y\":2}}|{\"model\":\"m\",\"stream_options\":{\"x\":1,\"include_usage\":true, \"y\":2}}"
            })
    void usageIsAskedForAndEveryOtherByteStays(String before, String after) {
        byte[] made = scanned(before).withModelAndUsage("m");

        assertThat(new String(made, UTF_8)).isEqualTo(after);
        assertThat(scanned(after).includeUsage().or(false)).isTrue();
    }

    @Test
    void aFaultSaysWhereItIs() {
        Malformed fault = malformed("{\n \"한\": 1,\n \"b\": tru }");

        assertThat(fault.line()).isEqualTo(3);
        assertThat(fault.message()).contains("line 3, column ").contains("not valid JSON");
    }

    @Test
    void aDuplicateNameIsRefusedAtEveryDepthAndNamed() {
        Malformed top = malformed("{\"model\":\"a\",\"model\":\"b\"}");
        Malformed deep = malformed("{\"messages\":[{\"role\":\"user\"},{\"role\":\"a\",\"x\":{\"k\":1,\"k\":1}}]}");
        Malformed escaped = malformed("{\"model\":\"a\",\"mod\\u0065l\":\"b\"}");

        assertThat(top.param()).isEqualTo("model");
        assertThat(top.message()).contains("\"model\" twice").contains("Send each field once.");
        assertThat(deep.param()).isEqualTo("messages[1].x.k");
        assertThat(escaped.param()).isEqualTo("model");
    }

    @Test
    void nestingNumbersAndNamesAreBounded() {
        String deepest = "[".repeat(StrictJson.DEPTH_MAX - 1) + "]".repeat(StrictJson.DEPTH_MAX - 1);
        String tooDeep = "[".repeat(StrictJson.DEPTH_MAX) + "]".repeat(StrictJson.DEPTH_MAX);

        assertThat(scanned("{\"a\":" + deepest + "}").size()).isEqualTo(1);
        assertThat(malformed("{\"a\":" + tooDeep + "}").message()).contains("128 levels");
        assertThat(scanned("{\"a\":" + "9".repeat(1_000) + "}").size()).isEqualTo(1);
        assertThat(malformed("{\"a\":" + "9".repeat(1_001) + "}").message()).contains("1,000 characters");
        assertThat(malformed("{\"a\":[0." + "9".repeat(1_001) + "]}").message()).contains("1,000 characters");
        assertThat(malformed("{\"" + "k".repeat(9_000) + "\":1}").message()).contains("8,192 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "null",
                "[]",
                "\"a\"",
                "12",
                "{",
                "{}}",
                "{} {}",
                "{}x",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":1 /* no */}",
                "\uFEFF{}",
                "{}\0",
                "{\"a\":[1,]}",
                "{\"a\":\"\\ud8\"}"
            })
    void whatIsNotOneStrictObjectIsRefused(String body) {
        Malformed fault = malformed(body);

        assertThat(fault.message().toLowerCase(Locale.ROOT))
                .startsWith("the request body ")
                .endsWith(".");
        assertThat(fault.byteOffset()).isBetween(0, body.getBytes(UTF_8).length);
    }

    @Test
    void otherEncodingsAreRefused() {
        RequestScan scan = new RequestScan(1_000);

        assertThat(scan.scan("{\"a\":1}".getBytes(UTF_16LE))).isInstanceOf(Malformed.class);
        assertThat(((Malformed) scan.scan(new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'}))
                        .message())
                .contains("not valid UTF-8 at line 1, column 3 (byte 2)");
    }

    @Test
    void aBodyLargerThanTheLimitIsRefused() {
        assertThat(((Malformed) new RequestScan(10).scan("{\"a\":123456}".getBytes(UTF_8))).message())
                .contains("10 bytes");
    }

    private static String show(Scanned scanned, Scanned.Field field) {
        return field.name() + " " + field.kind() + " "
                + new String(scanned.body(), field.start(), field.end() - field.start(), UTF_8);
    }

    private static String message(FieldValue<?> value) {
        return ((FieldValue.WrongType<?>) value).message();
    }
}

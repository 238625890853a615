package dev.edgewise.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.request.TraceContext;
import dev.edgewise.gateway.support.NoHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RequestLogTest {
    private static final NodeClock CLOCK = new NodeClock(() -> 5_000_000, () -> 1_795_702_953_042L);

    @Test
    void aLineSaysWhatIsKnownAndLeavesOutTheRest() throws IOException {
        var out = new ByteArrayOutputStream();
        RequestRecord record = record();
        record.errorCode = "unknown_url";
        record.status = 404;
        try (var log = new RequestLog(out, "icn-\"01\"", CLOCK)) {
            assertThat(log.offer(arrival("/a\"b\n"), record, 12_345)).isTrue();
        }

        String text = out.toString(StandardCharsets.UTF_8);
        JsonNode line = new ObjectMapper().readTree(text);

        assertThat(text).endsWith("}\n").hasLineCount(1);
        assertThat(line.get("time").asText()).isEqualTo("2026-11-26T14:22:33.042Z");
        assertThat(line.get("node").asText()).isEqualTo("icn-\"01\"");
        assertThat(line.get("path").asText()).isEqualTo("/a\"b\n");
        assertThat(line.get("trace_id").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(line.get("span_id").asText()).matches("[0-9a-f]{16}");
        assertThat(line.get("status").asInt()).isEqualTo(404);
        assertThat(line.get("error").asText()).isEqualTo("unknown_url");
        assertThat(line.get("first_byte_us").asLong()).isEqualTo(-1);
        assertThat(line.get("own_us").asLong()).isEqualTo(12);
        assertThat(line.has("model")).isFalse();
        assertThat(line.has("stream")).isFalse();
    }

    @Test
    void howSureAModelWasIsANumberAndAnythingElseIsLeftOut() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var log = new RequestLog(out, "icn-01", CLOCK)) {
            for (String said :
                    List.of("0.973", "1.000", "", "NaN", "00.5", "1.2.3", ".5", "5.", "0.9,\"tenant\":\"x\"")) {
                RequestRecord record = record();
                record.confidence = said;
                log.offer(arrival("/a"), record, 0);
            }
        }
        var lines = new ObjectMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(out.toByteArray())
                .readAll();

        assertThat(lines.get(0).get("confidence").doubleValue()).isEqualTo(0.973);
        assertThat(lines.get(1).get("confidence").doubleValue()).isEqualTo(1);
        assertThat(lines.subList(2, lines.size())).hasSize(7).noneMatch(line -> line.has("confidence"));
    }

    @Test
    void tokensThatNobodyReportedHaveNoNumber() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var log = new RequestLog(out, "icn-01", CLOCK)) {
            log.offer(arrival("/a"), record(), 0);
            RequestRecord unknown = record();
            unknown.usageUnknown = true;
            log.offer(arrival("/b"), unknown, 0);
            unknown.textEvents = 97;
            log.offer(arrival("/c"), unknown, 0);
            unknown.promptTokens = 5;
            unknown.costNanos = 50;
            log.offer(arrival("/d"), unknown, 0);
        }
        var lines = new ObjectMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(out.toByteArray())
                .readAll();

        assertThat(lines.get(0).get("completion_tokens").asInt()).isZero();
        assertThat(lines.get(0).get("prompt_tokens").asInt()).isZero();
        for (JsonNode line : lines.subList(1, 3)) {
            assertThat(line.has("prompt_tokens")).isFalse();
            assertThat(line.has("completion_tokens")).isFalse();
            assertThat(line.has("cost_nanos")).isFalse();
        }
        assertThat(lines.get(1).has("completion_tokens_estimated")).isFalse();
        assertThat(lines.get(2).get("completion_tokens_estimated").asInt()).isEqualTo(97);
        assertThat(lines.subList(0, 3)).noneMatch(line -> line.has("usage_incomplete"));
        // Of two tries one told what it used.
        assertThat(lines.get(3).get("prompt_tokens").asInt()).isEqualTo(5);
        assertThat(lines.get(3).get("cost_nanos").asInt()).isEqualTo(50);
        assertThat(lines.get(3).get("usage_incomplete").asBoolean()).isTrue();
        assertThat(lines.get(3).has("completion_tokens_estimated")).isFalse();
    }

    @Test
    void aWriterThatIsStuckLosesTheNewestLinesAndSaysSo() throws Exception {
        var stuck = new CountDownLatch(1);
        var log = new RequestLog(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        try {
                            stuck.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                },
                "icn-01",
                CLOCK);
        String path = "/" + "x".repeat(100_000);
        int taken = 0;
        while (log.offer(arrival(path), record(), 0)) {
            taken++;
        }

        assertThat(taken).isBetween(RequestLog.WAITING_BYTES_MAX / 101_000, 3 * RequestLog.WAITING_BYTES_MAX / 100_000);
        stuck.countDown();
        log.close();
    }

    private static RequestRecord record() {
        return new RequestRecord(CLOCK);
    }

    private static Arrival arrival(String path) {
        var trace = TraceContext.continuing("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", new Random(1));
        return new Arrival(Api.NONE, "GET", path, "", new NoHeaders(), "127.0.0.1", "req_1", trace, 0);
    }
}

package dev.edgewise.cache.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseParserTest {

    @Test
    void linesMayEndInLfCrOrCrlf() {
        assertThat(read("data: a\n\ndata: b\r\rdata: c\r\n\r\ndata: d\r\n\n")).containsExactly("a", "b", "c", "d");
    }

    @Test
    void severalDataLinesAreOneText() {
        assertThat(read("data: a\ndata:b\ndata\ndata:  c\n\n")).containsExactly("a\nb\n\n c");
    }

    @Test
    void commentsUnknownFieldsAndEmptyEventsAreSkipped() {
        assertThat(read(": ping\n\nevent: x\n\nfoo: bar\ndata: a\n:data: no\n\n\n\ndata:\n\n"))
                .containsExactly("a", "");
    }

    @Test
    void aByteOrderMarkIsSkippedOnlyAtTheStart() {
        assertThat(read("\uFEFFdata: a\n\n\uFEFFdata: b\n\n")).containsExactly("a");
        assertThat(read("\uFEFF\ndata: a\n\n")).containsExactly("a");
    }

    @Test
    void anUnfinishedEventIsDropped() {
        assertThat(read("data: a\n\ndata: b\n")).containsExactly("a");
    }

    @Test
    void nameIdAndRetryAreKept() {
        List<SseEvent> events = new ArrayList<>();
        SseParser parser = new SseParser(100, events::add);
        byte[] stream = "event: error\nid: 7\nretry: 250\ndata: a\n\nid: x\0y\nretry: 1x\ndata: b\n\n".getBytes(UTF_8);

        parser.feed(stream, 0, stream.length);

        assertThat(events).extracting(SseEvent::type).containsExactly("error", "message");
        assertThat(events).extracting(SseEvent::lastId).containsExactly("7", "7");
        assertThat(parser.retryMs()).isEqualTo(250);
    }

    @Test
    void eventsKnowWhereTheyLay() {
        List<SseEvent> events = new ArrayList<>();
        byte[] stream = "data: a\n\n: c\ndata: b\r\n\r\ndata: c\n\n".getBytes(UTF_8);

        new SseParser(100, events::add).feed(stream, 0, stream.length);

        assertThat(events).extracting(SseEvent::start).containsExactly(0L, 9L, 23L);
        assertThat(events).extracting(SseEvent::end).containsExactly(9L, 23L, 33L);
    }

    @Test
    void anEventBeyondTheLimitEndsTheReading() {
        List<SseEvent> events = new ArrayList<>();
        SseParser parser = new SseParser(10, events::add);
        byte[] stream = "data: 1\n\ndata: 12345\n\ndata: 2\n\n".getBytes(UTF_8);
        byte[] manyLines = "data:1234\ndata:5678\ndata:9\n\n".getBytes(UTF_8);

        assertThat(parser.feed(stream, 0, stream.length)).isFalse();
        assertThat(parser.overflowed()).isTrue();
        assertThat(events).hasSize(1);
        assertThat(new SseParser(10, events::add).feed(manyLines, 0, manyLines.length))
                .isFalse();
        assertThat(events).hasSize(1);
    }

    private static List<String> read(String stream) {
        List<String> texts = new ArrayList<>();
        byte[] bytes = stream.getBytes(UTF_8);
        SseParser parser = new SseParser(1_000, event -> texts.add(event.text()));
        assertThat(parser.feed(bytes, 0, bytes.length)).isTrue();
        return texts;
    }
}

package dev.edgewise.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    private static final String STREAM =
            ": hello\n\ndata: {\"a\":\"é\"}\n\nevent: x\nid: 7\ndata:two\r\ndata: lines\r\n\r\n\n\ndata: [DONE]\n\n";
    private static final List<String> EVENTS = List.of("{\"a\":\"é\"}", "two\nlines", "[DONE]");

    @Property
    void anySplitOfTheBytesGivesTheSameEvents(
            @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 20) Integer> sizes) {
        Buffer all = Buffer.buffer(STREAM);
        List<String> seen = new ArrayList<>();
        SseReader reader = new SseReader(data -> seen.add(data.toString(StandardCharsets.UTF_8)));
        int at = 0;
        for (int size : sizes) {
            int end = Math.min(all.length(), at + size);
            reader.feed(all.getBuffer(at, end));
            at = end;
        }
        reader.feed(all.getBuffer(at, all.length()));

        assertThat(seen).isEqualTo(EVENTS);
        assertThat(reader.atBoundary()).isTrue();
    }

    @Test
    void aStreamCutInsideAnEventIsNotAtABoundary() {
        SseReader reader = new SseReader(data -> {});

        reader.feed(Buffer.buffer("data: x\n"));

        assertThat(reader.atBoundary()).isFalse();
    }

    @Test
    void aLongLineInManyPiecesIsOneEvent() {
        List<Integer> seen = new ArrayList<>();
        SseReader reader = new SseReader(data -> seen.add(data.length()));
        reader.feed(Buffer.buffer("data: "));
        for (int i = 0; i < 1000; i++) {
            reader.feed(Buffer.buffer("x".repeat(1024)));
        }
        reader.feed(Buffer.buffer("\n\n"));

        assertThat(seen).containsExactly(1000 * 1024);
    }
}

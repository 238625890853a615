package dev.edgewise.cache.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Streams of any make, cut anywhere, inside characters and line ends too. */
class SsePropertyTest {

    @Property
    void anySplitOfTheBytesGivesTheSameEvents(@ForAll("streams") byte[] stream, @ForAll Random random) {
        List<String> whole = new ArrayList<>();
        List<String> split = new ArrayList<>();
        new SseParser(4_096, event -> whole.add(show(event))).feed(stream, 0, stream.length);
        SseParser parser = new SseParser(4_096, event -> split.add(show(event)));

        for (byte[] chunk : cut(stream, random)) {
            parser.feed(chunk, 0, chunk.length);
        }

        assertThat(split).isEqualTo(whole);
    }

    @Property
    void theBoundaryIsWhereTheLastEventEnds(@ForAll("streams") byte[] stream, @ForAll Random random) {
        EventBoundary boundary = new EventBoundary();
        ByteArrayOutputStream complete = new ByteArrayOutputStream();
        ByteArrayOutputStream pending = new ByteArrayOutputStream();

        for (byte[] chunk : cut(stream, random)) {
            int end = boundary.lastEnd(chunk, 0, chunk.length);
            if (end != EventBoundary.NONE) {
                complete.writeBytes(pending.toByteArray());
                complete.write(chunk, 0, end);
                pending.reset();
            }
            int from = Math.max(0, end);
            pending.write(chunk, from, chunk.length - from);
            assertThat(boundary.atBoundary()).isEqualTo(pending.size() == 0);
        }

        assertThat(texts(complete.toByteArray())).isEqualTo(texts(stream));
        assertThat(texts(pending.toByteArray())).isEmpty();
    }

    @Property
    void whatIsWrittenIsReadBack(@ForAll List<String> texts) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (String text : texts) {
            SseWriter.event(stream, "chunk", text.getBytes(UTF_8));
        }

        List<String> expected = texts.stream()
                .map(text -> new String(text.getBytes(UTF_8), UTF_8))
                .map(text -> text.replace("\r\n", "\n").replace('\r', '\n'))
                .toList();
        assertThat(texts(stream.toByteArray())).isEqualTo(expected);
    }

    @Provide
    Arbitrary<byte[]> streams() {
        List<String> parts = List.of(
                "data: a",
                "data:",
                "data",
                ": c",
                "event: e",
                "id: 1",
                "é한😀",
                "\n",
                "\n",
                "\n\n",
                "\r",
                "\r\n",
                "\r\n\r\n",
                "\uFEFF",
                "x");
        return Arbitraries.randomValue(random -> {
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(24); i > 0; i--) {
                stream.append(parts.get(random.nextInt(parts.size())));
            }
            return stream.toString().getBytes(UTF_8);
        });
    }

    private static List<byte[]> cut(byte[] stream, Random random) {
        List<byte[]> chunks = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, random.nextInt(6));
            chunks.add(Arrays.copyOfRange(stream, at, at + length));
            at += length;
        }
        return chunks;
    }

    private static String show(SseEvent event) {
        return event.type() + "|" + event.text() + "|" + event.lastId() + "|" + event.start() + "|" + event.end();
    }

    private static List<String> texts(byte[] stream) {
        List<String> texts = new ArrayList<>();
        new SseParser(1 << 20, event -> texts.add(event.text())).feed(stream, 0, stream.length);
        return texts;
    }
}

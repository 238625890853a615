package dev.edgewise.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.upstream.UpstreamHead;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole events, however they are cut on the way. */
class StreamWriterTest {
    private static final UpstreamHead EVENTS =
            new UpstreamHead(200, HttpHeaders.headers().add(HttpHeaders.CONTENT_TYPE, "text/event-stream"));

    private static final UpstreamHead JSON =
            new UpstreamHead(200, HttpHeaders.headers().add(HttpHeaders.CONTENT_TYPE, "application/json"));
    private static final Buffer ABORTED = Buffer.buffer("aborted");

    private final List<Buffer> sent = new ArrayList<>();
    private final StreamWriter writer =
            new StreamWriter(new Caller(sent), head -> new HeaderList(), Tee.NONE, new ReplyCheck(1024), false);

    /** A client that is never behind. */
    private static final class Caller extends TestCaller {
        private final List<Buffer> sent;

        Caller(List<Buffer> sent) {
            super(NodeClock.system(), Long.MAX_VALUE);
            this.sent = sent;
        }

        @Override
        public boolean write(Buffer bytes) {
            return sent.add(bytes);
        }

        @Override
        public void abort() {
            sent.add(ABORTED);
        }
    }

    /** Copied at each part, it took a minute. */
    @Test
    @Timeout(30)
    void largeEventInManyPartsGoesOutOnceAndIsNotCopiedForEachPart() {
        String event = "data: " + "x".repeat(1_000_000) + "\n\n";
        writer.open(EVENTS);

        for (int i = 0; i < event.length(); i++) {
            writer.pass(Buffer.buffer(new byte[] {(byte) event.charAt(i)}));
        }

        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().toString()).isEqualTo(event);
    }

    @Test
    void beginningOfTheNextEventWaitsForItsEnd() {
        writer.open(EVENTS);

        writer.pass(Buffer.buffer("data: 1"));
        writer.pass(Buffer.buffer("\n\ndata: 2\n\nda"));
        writer.pass(Buffer.buffer("ta: 3\n"));
        writer.pass(Buffer.buffer("\n"));

        assertThat(sent.stream().map(Buffer::toString)).containsExactly("data: 1\n\ndata: 2\n\n", "data: 3\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[1,{\"b\":\"}\"}]}", "[\"\\\"\"]\n", "\"text\""})
    void jsonWithoutALengthThatIsCutIsBrokenOffAndTheWholeIsNot(String whole) {
        for (int end = 0; end <= whole.length(); end++) {
            sent.clear();
            var one =
                    new StreamWriter(new Caller(sent), head -> new HeaderList(), Tee.NONE, new ReplyCheck(1024), false);
            one.open(JSON);
            for (int i = 0; i < end; i++) {
                one.pass(Buffer.buffer(whole.substring(i, i + 1)));
            }
            boolean complete = end >= whole.strip().length();

            assertThat(one.finish()).isEqualTo(complete);
            assertThat(sent.contains(ABORTED)).isEqualTo(!complete);
        }
    }

    @Test
    void jsonWithALengthIsLeftToTheConnection() {
        var framed = HttpHeaders.headers().addAll(JSON.headers()).add(HttpHeaders.CONTENT_LENGTH, "5");
        writer.open(new UpstreamHead(200, framed));
        writer.pass(Buffer.buffer("{\"a\""));

        assertThat(writer.finish()).isTrue();
    }
}

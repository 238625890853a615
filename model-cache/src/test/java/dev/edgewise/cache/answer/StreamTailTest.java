package dev.edgewise.cache.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.answer.StreamTail.Summary;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StreamTailTest {
    private static final String USAGE = "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}";

    @Property(tries = 300)
    void theEndIsReadHoweverItWasCut(@ForAll @IntRange(min = 1, max = 200) int chunkBytes) {
        String chunk = Replies.chunk("{\"content\":\"a\"}", "null");
        String stream = Replies.stream(chunk, chunk, chunk, chunk, Replies.chunk("{}", "\"stop\""), USAGE);
        StreamTail tail = new StreamTail(Replies.CHECK, 200);

        add(tail, stream, chunkBytes);

        assertThat(tail.summary()).isEqualTo(new Summary(true, false, new Usage(7, 5, 0, 0)));
    }

    @Test
    void aShortStreamIsReadFromItsStart() {
        StreamTail tail = new StreamTail(Replies.CHECK, 1 << 16);

        add(tail, "data: " + USAGE + "\n\n", 10);

        assertThat(tail.summary()).isEqualTo(new Summary(false, false, new Usage(7, 5, 0, 0)));
    }

    @Test
    void anErrorEventIsSeen() {
        StreamTail tail = new StreamTail(Replies.CHECK, 1 << 16);

        add(tail, "data: {\"error\":{\"message\":\"x\"}}\n\n", 10);

        assertThat(tail.summary()).isEqualTo(new Summary(false, true, null));
        assertThat(new StreamTail(Replies.CHECK, 10).summary()).isEqualTo(new Summary(false, false, null));
    }

    private static void add(StreamTail tail, String stream, int chunkBytes) {
        byte[] bytes = stream.getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at += chunkBytes) {
            tail.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunkBytes)));
        }
    }
}

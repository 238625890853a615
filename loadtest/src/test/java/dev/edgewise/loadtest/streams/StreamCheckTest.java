package dev.edgewise.loadtest.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class StreamCheckTest {
    private final StreamCheck check = new StreamCheck();

    private void token(int seq) {
        check.event(Buffer.buffer("{\"standin\":{\"seq\":" + seq + ",\"sent_us\":" + (1000 + seq)
                + "},\"choices\":[{\"delta\":{\"content\":\"a\"}}]}"));
    }

    private String end(int seq, int usage) {
        check.event(Buffer.buffer("{\"standin\":{\"seq\":" + seq
                + ",\"sent_us\":5},\"choices\":[],\"usage\":{\"completion_tokens\":" + usage + "}}"));
        check.event(Buffer.buffer("[DONE]"));
        return check.verdict(true);
    }

    @Test
    void aWholeStreamInOrderIsGood() {
        token(0);
        token(1);

        assertThat(end(2, 2)).isEmpty();
        assertThat(check.events()).isEqualTo(3);
        assertThat(check.tokens()).isEqualTo(2);
    }

    @Test
    void theTimeSentIsRead() {
        assertThat(check.event(Buffer.buffer("{\"standin\":{\"seq\":0,\"sent_us\":1700000000000001}}")))
                .isEqualTo(1_700_000_000_000_001L);
    }

    @Test
    void aLostOrMergedEventIsSeen() {
        token(0);
        token(2);

        assertThat(end(3, 2)).isEqualTo("event-lost-or-merged");
    }

    @Test
    void anEventThatComesTwiceIsSeen() {
        token(0);
        token(0);

        assertThat(end(1, 2)).isEqualTo("event-out-of-order");
    }

    @Test
    void aStreamWithoutDoneOrWithAnotherCountIsSeen() {
        token(0);
        assertThat(check.verdict(true)).isEqualTo("stream-cut");

        StreamCheck other = new StreamCheck();
        other.event(Buffer.buffer("{\"standin\":{\"seq\":0,\"sent_us\":5},\"usage\":{\"completion_tokens\":4}}"));
        other.event(Buffer.buffer("[DONE]"));
        assertThat(other.verdict(true)).isEqualTo("tokens-differ-from-usage");
    }

    @Test
    void withoutStampsNothingIsProven() {
        check.event(Buffer.buffer("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}"));

        assertThat(end(1, 1)).isEqualTo("unstamped-event");
    }
}

package dev.edgewise.cache.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextEventsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{\"content\":\"a\"}| 1",
                "{\"content\" : \"a\"}| 1",
                "{\"reasoning_content\":\"a\",\"reasoning\":\"a\",\"content\":null}| 1",
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\"}}]}| 1",
                "{\"refusal\":\"no\"}| 1",
                "{\"role\":\"assistant\",\"content\":\"\"}| 0",
                "{\"content\":null}| 0",
                "{\"context\":\"a\",\"my_content\":\"a\"}| 0",
                "{}| 0"
            },
            delimiter = '|')
    void anEventCountsWhenItBringsText(String delta, int count) {
        assertThat(count(Replies.chunk(delta, "null"))).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({"'{\"choices\":[{\"index\":0,\"text\":\"a\"}]}', 1", "[DONE], 0", "'', 0", "':', 0", "'\":\"', 0"})
    void otherEventsCountBySameRule(String data, int count) {
        assertThat(count(data)).isEqualTo(count);
    }

    @Property(tries = 200)
    void whatTheTextSaysMakesNoDifference(
            @ForAll @StringLength(min = 1, max = 40) String text, @ForAll @IntRange(min = 0, max = 20) int events) {
        String quoted = dev.edgewise.cache.json.JsonWriter.quoted(text + "\"content\":\"x");
        String event = "data: " + Replies.chunk("{\"content\":" + quoted + "}", "null") + "\n\n";

        assertThat(TextEvents.count(event.repeat(events).getBytes(UTF_8))).isEqualTo(events);
    }

    private static int count(String data) {
        return TextEvents.count(("data: " + data + "\n\n").getBytes(UTF_8));
    }
}

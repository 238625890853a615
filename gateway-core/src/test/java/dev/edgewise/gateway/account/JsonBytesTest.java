package dev.edgewise.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long YEAR_9999_MILLIS = 253_402_300_799_999L;

    @Property(tries = 500)
    void anyTextComesBackFromAJsonParserAsItWas(@ForAll String text) throws IOException {
        String encodable = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(JSON.readValue(written(new JsonBytes().string(text)), String.class))
                .isEqualTo(encodable);
    }

    @Property(tries = 500)
    void anyNumberFromMinusOneIsWrittenAsJavaWritesIt(@ForAll @LongRange(min = -1) long number) throws IOException {
        assertThat(written(new JsonBytes().number(number))).isEqualTo(Long.toString(number));
    }

    @Property(tries = 500)
    void aMomentIsWrittenWithMilliseconds(@ForAll @LongRange(min = 0, max = YEAR_9999_MILLIS) long millis)
            throws IOException {
        String text = JSON.readValue(written(new JsonBytes().time(millis)), String.class);

        assertThat(Instant.parse(text)).isEqualTo(Instant.ofEpochMilli(millis));
        assertThat(text).hasSize("2026-11-26T14:00:00.000Z".length());
    }

    @Test
    void aLongLineGrowsTheBuffer() throws IOException {
        var json = new JsonBytes();
        for (int i = 0; i < 1000; i++) {
            json.string("0123456789");
        }

        assertThat(written(json)).hasSize(12_000);
        json.clear();
        assertThat(written(json)).isEmpty();
    }

    private static String written(JsonBytes json) throws IOException {
        var out = new ByteArrayOutputStream();
        json.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}

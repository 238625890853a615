package dev.edgewise.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventKindTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DONE  | [DONE]",
                "ERROR | {\"error\":{\"message\":\"m\"}}",
                "TOKEN | {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
                "TOKEN | {\"choices\": [{\"delta\": {\"content\": \" error\"}}]}",
                "TOKEN | {\"choices\":[{\"text\":\"a\"}]}",
                "TOKEN | {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":\"{\"}}]}}]}",
                "OTHER | {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                "OTHER | {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
            })
    void theKindIsTold(EventKind kind, String data) {
        assertThat(EventKind.of(Buffer.buffer(data))).isEqualTo(kind);
    }
}

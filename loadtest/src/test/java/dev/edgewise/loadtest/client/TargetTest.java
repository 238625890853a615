package dev.edgewise.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @Test
    void withoutAPathItIsTheChat() {
        assertThat(Target.parse("http://127.0.0.1:8080", false))
                .isEqualTo(new Target("127.0.0.1", 8080, false, "/v1/chat/completions"));
        assertThat(Target.parse("https://localhost/v1/embeddings?x=1", false))
                .isEqualTo(new Target("localhost", 443, true, "/v1/embeddings?x=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1:80", "http://[2001:db8::1]/", "https://10.0.0.1"})
    void anotherMachineNeedsLeave(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.parse(url, false))
                .withMessageContaining("--allow-remote");
        assertThat(Target.parse(url, true).path()).isEqualTo("/v1/chat/completions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:80", "ftp://127.0.0.1", "http:///x"})
    void whatIsNoAddressIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Target.parse(url, true));
    }
}

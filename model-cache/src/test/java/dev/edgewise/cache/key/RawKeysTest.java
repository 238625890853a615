package dev.edgewise.cache.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RawKeysTest {
    private static final KeyContext ACME = new KeyContext(new Scope.Tenant("acme"), new byte[0], null);

    @Test
    void aKeyIsReadBackFromItsText() {
        CacheKey key = new RawKeys().key(ACME, "/v1/chat/completions", "{}".getBytes(UTF_8));

        assertThat(key.hex()).hasSize(64).isEqualTo(key.toString());
        assertThat(CacheKey.parse(key.hex())).isEqualTo(key);
        assertThat(CacheKey.parse("zz")).isNull();
        assertThat(CacheKey.parse("g".repeat(64))).isNull();
    }

    @Property(tries = 200)
    void onlyTheBodysOwnBytesCount(@ForAll byte[] body, @ForAll @IntRange(max = 9) int before) {
        byte[] framed = new byte[body.length + before + 3];
        System.arraycopy(body, 0, framed, before, body.length);
        RawKeys keys = new RawKeys();

        assertThat(keys.key(ACME, "/p", framed, before, body.length)).isEqualTo(new RawKeys().key(ACME, "/p", body));
    }

    @Property(tries = 200)
    void oneChangedByteChangesTheKey(@ForAll byte[] body, @ForAll @IntRange(max = 1_000) int at) {
        byte[] changed = body.length == 0 ? new byte[] {0} : body.clone();
        changed[at % changed.length] ^= 1;

        RawKeys keys = new RawKeys();
        assertThat(keys.key(ACME, "/p", changed)).isNotEqualTo(keys.key(ACME, "/p", body));
    }
}

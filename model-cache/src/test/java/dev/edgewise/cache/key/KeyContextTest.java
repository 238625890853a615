package dev.edgewise.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyContextTest {
    private static final byte[] NO_EFFECTS = {};

    @Test
    void contextsThatDifferInAnyPartNeverGiveTheSameKey() {
        List<KeyContext> contexts = List.of(
                new KeyContext(new Scope.Tenant("acme"), NO_EFFECTS, null),
                new KeyContext(new Scope.Tenant("acme2"), NO_EFFECTS, null),
                new KeyContext(new Scope.Tenant("acme"), new byte[] {1}, null),
                new KeyContext(new Scope.Tenant("acme"), NO_EFFECTS, ""),
                new KeyContext(new Scope.Tenant("acme"), NO_EFFECTS, "KR"),
                new KeyContext(new Scope.Tenant("\ud800"), NO_EFFECTS, null),
                new KeyContext(new Scope.Tenant("\ud801"), NO_EFFECTS, null),
                new KeyContext(new Scope.User("acme", ""), NO_EFFECTS, null),
                new KeyContext(new Scope.User("ac", "me"), NO_EFFECTS, null),
                new KeyContext(new Scope.User("a", "cme"), NO_EFFECTS, null),
                new KeyContext(new Scope.Public(), NO_EFFECTS, null));
        RawKeys keys = new RawKeys();
        byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
        Set<CacheKey> distinct = new HashSet<>();

        for (KeyContext context : contexts) {
            distinct.add(keys.key(context, "/v1/chat/completions", body));
            distinct.add(keys.key(context, "/v1/completions", body));
        }

        assertThat(distinct).hasSize(2 * contexts.size());
    }

    @Test
    void contextsOfEqualPartsAreEqual() {
        KeyContext one = new KeyContext(new Scope.User("acme", "kim"), new byte[] {1, 2}, "KR");
        KeyContext other = new KeyContext(new Scope.User("acme", "kim"), new byte[] {1, 2}, "KR");

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.scope()).isEqualTo(new Scope.User("acme", "kim"));
    }
}

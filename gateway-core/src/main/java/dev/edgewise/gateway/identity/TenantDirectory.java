package dev.edgewise.gateway.identity;

import dev.edgewise.gateway.request.Tenant;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every tenant by the SHA-256 of its keys. The keys themselves are known to their holders only. Immutable.
 */
public final class TenantDirectory {
    /** A key's hash with its tenant; the full hash is compared in constant time after the index found it. */
    private record Holder(byte[] hash, Tenant tenant) {}

    private final Map<Long, Holder> byPrefix = new HashMap<>();
    private final boolean open;

    private TenantDirectory(boolean open) {
        this.open = open;
    }

    /** A directory where everybody is {@link Tenant#ANONYMOUS}; for nodes that listen on loopback alone. */
    public static TenantDirectory open() {
        return new TenantDirectory(true);
    }

    /** The tenants of these keys.
     *
     * @param byKeyHash 64 lower-case hex digits of SHA-256 to the key's tenant */
    public static TenantDirectory of(Map<String, Tenant> byKeyHash) {
        var directory = new TenantDirectory(false);
        byKeyHash.forEach((hex, tenant) -> {
            byte[] hash = HexFormat.of().parseHex(hex);
            if (directory.byPrefix.put(prefix(hash), new Holder(hash, tenant)) != null) {
                throw new IllegalArgumentException("two keys share a hash prefix; issue one of them anew");
            }
        });
        return directory;
    }

    public boolean isOpen() {
        return open;
    }

    /** The tenant of that name; empty when no key is its. */
    public Optional<Tenant> named(String id) {
        return byPrefix.values().stream()
                .map(Holder::tenant)
                .filter(tenant -> tenant.id().equals(id))
                .findFirst();
    }

    /** The tenant whose key has this SHA-256, or null. */
    @Nullable
    Tenant find(byte[] keyHash) {
        Holder holder = byPrefix.get(prefix(keyHash));
        return holder != null && MessageDigest.isEqual(holder.hash, keyHash) ? holder.tenant : null;
    }

    private static long prefix(byte[] hash) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | hash[i] & 0xff;
        }
        return value;
    }
}

package dev.edgewise.gateway.admin;

import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.identity.Identity;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may use the admin plane. Any thread. */
public final class AdminKeys {
    /** Digits of a key's hash that a log shows. */
    private static final int SHOWN_DIGITS = 8;

    private static final String BEARER = "Bearer ";

    private final Supplier<List<KeyHash>> hashes;

    /** @param hashes those in force; empty: everyone who reaches the listener */
    public AdminKeys(Supplier<List<KeyHash>> hashes) {
        this.hashes = hashes;
    }

    /** What a caller's credentials are worth. */
    sealed interface Verdict {
        /** @param who what a log may show of the key */
        record Known(String who) implements Verdict {}

        record Unknown(String detail) implements Verdict {}
    }

    /** Whether nobody needs a key. */
    boolean isOpen() {
        return hashes.get().isEmpty();
    }

    /** Judges the two headers that carry a key. */
    Verdict judge(@Nullable String authorization, @Nullable String apiKey) {
        List<KeyHash> known = hashes.get();
        if (known.isEmpty()) {
            return new Verdict.Known("none");
        }
        String key = key(authorization, apiKey);
        if (key == null) {
            return new Verdict.Unknown("Send an admin key as 'Authorization: Bearer KEY' or as 'x-api-key: KEY'.");
        }
        if (key.length() <= Identity.KEY_CHARS_MAX) {
            KeyHash asked = KeyHash.of(key);
            // Each comparison takes the same time, and all are made.
            boolean found = false;
            for (KeyHash hash : known) {
                found |= hash.equals(asked);
            }
            if (found) {
                return new Verdict.Known(
                        HexFormat.of().formatHex(asked.digest()).substring(0, SHOWN_DIGITS));
            }
        }
        return new Verdict.Unknown("This key is not in listen.admin.keys. Use another one, or add the hash that"
                + " './edgewise key new' prints and reload.");
    }

    private static @Nullable String key(@Nullable String authorization, @Nullable String apiKey) {
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            String key = authorization.substring(BEARER.length()).trim();
            return key.isEmpty() ? null : key;
        }
        return apiKey;
    }
}

package dev.edgewise.gateway.config.unit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A text that nobody may see: it prints as {@code ***} and compares in constant time. Immutable. */
public final class Secret {

    /** What stands wherever a secret would. */
    public static final String HIDDEN = "***";

    private final String value;

    /** Wraps the text, which is not copied anywhere else. */
    public Secret(String value) {
        this.value = value;
    }

    /** The text itself, for the one place that needs it. Never log what this returns. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}

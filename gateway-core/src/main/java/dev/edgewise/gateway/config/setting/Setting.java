package dev.edgewise.gateway.config.setting;

import org.jspecify.annotations.Nullable;

/**
 * One key of a mapping. Immutable: each method returns a changed copy.
 *
 * @param key as written in the file
 * @param kind how its value is written
 * @param presence what its absence means
 * @param byDefault the default as it would be written; null unless the presence is {@code DEFAULTED}
 * @param says one sentence for people
 * @param restart whether a change takes effect only after a restart
 * @param <T> the value's type
 */
public record Setting<T>(
        String key,
        Kind<T> kind,
        Presence presence,
        @Nullable String byDefault,
        String says,
        boolean restart) {

    /** What the absence of a key means. */
    public enum Presence {
        /** An error. */
        REQUIRED,
        /** A null in the record. */
        OPTIONAL,
        /** The default. */
        DEFAULTED
    }

    /** A key that must be there. */
    public static <T> Setting<T> of(String key, Kind<T> kind, String says) {
        return new Setting<>(key, kind, Presence.REQUIRED, null, says, false);
    }

    /** A mapping of its own whose keys have defaults. */
    public static <T> Setting<T> section(String key, Group<T> group) {
        return of(key, group, group.says()).byDefault("{}");
    }

    /** The same, with a default. */
    public Setting<T> byDefault(String text) {
        return new Setting<>(key, kind, Presence.DEFAULTED, text, says, restart);
    }

    /** The same, allowed to be absent. */
    public Setting<T> optional() {
        return new Setting<>(key, kind, Presence.OPTIONAL, null, says, restart);
    }

    /** The same, fixed while the node runs. */
    public Setting<T> needsRestart() {
        return new Setting<>(key, kind, presence, byDefault, says, true);
    }

    /** Whether {@code KEY_file} may name a file that holds the value instead. */
    public boolean readableFromFile() {
        return kind instanceof Scalar<?> scalar && scalar.visibility() == Scalar.Visibility.SECRET;
    }

    /** The key that names such a file. */
    public String fileKey() {
        return key + "_file";
    }
}

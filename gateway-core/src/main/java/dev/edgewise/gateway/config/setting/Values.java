package dev.edgewise.gateway.config.setting;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of one mapping, by setting. */
public final class Values {

    private final IdentityHashMap<Setting<?>, Object> bySetting = new IdentityHashMap<>();
    private final Set<Setting<?>> given = Collections.newSetFromMap(new IdentityHashMap<>());

    <T> void put(Setting<T> setting, T value) {
        bySetting.put(setting, value);
        given.add(setting);
    }

    <T> void putDefault(Setting<T> setting, T value) {
        bySetting.put(setting, value);
    }

    /** Whether the operator wrote the setting. */
    public boolean isGiven(Setting<?> setting) {
        return given.contains(setting);
    }

    /**
     * The value of a setting that is required or has a default.
     *
     * @throws NoSuchElementException when the setting does not belong to the group: a bug
     */
    public <T> T get(Setting<T> setting) {
        T value = find(setting);
        if (value == null) {
            throw new NoSuchElementException(setting.key());
        }
        return value;
    }

    /** The value of an optional setting; null when absent. */
    @SuppressWarnings("unchecked") // put() pairs each setting with a value of its own type
    public <T> @Nullable T find(Setting<T> setting) {
        return (T) bySetting.get(setting);
    }
}

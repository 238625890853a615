package dev.edgewise.routing.model;

import org.jspecify.annotations.Nullable;

/**
 * A name that callers use, and the models that answer for it: a local one, a central one, or both.
 *
 * @param name the name callers send as {@code model}
 * @param local the model on the node, or null when there is none
 * @param central the model in a cluster, or null when there is none
 */
public record ModelAlias(
        String name, @Nullable LocalModel local, @Nullable CentralModel central) implements ModelLookup {

    /** Refuses an empty or over-long name, and an alias with nothing behind it. */
    public ModelAlias {
        if (name.isBlank() || name.length() > ModelTable.NAME_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "a model's name has 1 to " + ModelTable.NAME_CHARS_MAX + " characters: " + name);
        }
        if (local == null && central == null) {
            throw new IllegalArgumentException("model " + name + " has neither a local nor a central model");
        }
    }

    /** Its name and what stands behind it. */
    @Override
    public String toString() {
        return name + "={" + local + '|' + central + '}';
    }
}

package dev.edgewise.inference.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that a part of a template sees: its own, and those of what is around it. One thread. */
final class Scope {
    private final Map<String, Object> names;
    private final @Nullable Scope around;

    private Scope(Map<String, Object> names, @Nullable Scope around) {
        this.names = names;
        this.around = around;
    }

    static Scope of(Map<String, Object> names) {
        return new Scope(new HashMap<>(names), null);
    }

    Scope within() {
        return new Scope(new HashMap<>(), this);
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            Object value = scope.names.get(name);
            if (value != null) {
                return value;
            }
        }
        Object global = Globals.ALL.get(name);
        return global == null ? new Undefined("'" + name + "'") : global;
    }

    void put(String name, Object value) {
        names.put(name, value);
    }
}

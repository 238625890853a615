package dev.edgewise.cache.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value in memory. Numbers keep the text they were written with, so nothing is lost when they are written again.
 *
 * <p>Used off the hot path only, to turn one form of an answer into the other.
 */
public sealed interface Json {
    /** The value {@code null}. */
    Literal NULL = new Literal("null");

    /** An object; its members keep their order. The map may be changed by its owner. */
    record Obj(Map<String, Json> members) implements Json {
        /** An empty object. */
        public Obj() {
            this(new LinkedHashMap<>());
        }

        /** The member of that name, or null when there is none. */
        public @Nullable Json get(String name) {
            return members.get(name);
        }

        /** Sets a member, at the end when it is new; returns this object. */
        public Obj with(String name, Json value) {
            members.put(name, value);
            return this;
        }
    }

    /** An array. The list may be changed by its owner. */
    record Arr(List<Json> items) implements Json {}

    /** A string. */
    record Text(String value) implements Json {}

    /** A number, {@code true}, {@code false} or {@code null}, as it was written. */
    record Literal(String source) implements Json {}

    /** Whether the member is missing or {@code null}. */
    static boolean isNull(@Nullable Json value) {
        return value == null || NULL.equals(value);
    }

    /** A number. */
    static Literal number(long value) {
        return new Literal(Long.toString(value));
    }
}

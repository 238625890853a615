package dev.edgewise.gateway.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one check found.
 *
 * @param check what was looked at, such as {@code java} or {@code upstream main}
 * @param says what was found, in one line
 * @param todo what to do about it; empty when there is nothing to do
 */
public record Finding(String check, State state, String says, String todo) {
    /** How bad it is. */
    public enum State {
        OK,
        /** The node runs; something about it should be known. */
        WARN,
        /** The node, or part of it, will not work. */
        BAD
    }

    static Finding ok(String check, String says) {
        return new Finding(check, State.OK, says, "");
    }

    static Finding warn(String check, String says, String todo) {
        return new Finding(check, State.WARN, says, todo);
    }

    static Finding bad(String check, String says, String todo) {
        return new Finding(check, State.BAD, says, todo);
    }

    /** For JSON. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("check", check);
        members.put("state", state.name().toLowerCase(Locale.ROOT));
        members.put("says", says);
        if (!todo.isEmpty()) {
            members.put("todo", todo);
        }
        return members;
    }

    /** For people: one line, and one more with what to do. */
    public String text() {
        String line = "%-5s %-18s %s%n".formatted(state.name().toLowerCase(Locale.ROOT), check, says);
        return todo.isEmpty() ? line : line + " ".repeat(25) + todo + System.lineSeparator();
    }
}

package dev.edgewise.inference.generate;

/** Finds where the first call of a tool ends that a model writes: a JSON object with a name. One thread. */
final class FirstCall {
    private int read;
    private int begin;
    private int depth;
    private boolean quoted;
    private boolean escaped;
    private boolean whole;

    /** Whether it is whole; {@code written} is what it was the last time, and what has come since. */
    boolean whole(CharSequence written) {
        while (!whole && read < written.length()) {
            boolean closes = add(written.charAt(read++));
            whole = closes && ToolSyntax.BARE.calls(text(written), "").isPresent();
        }
        return whole;
    }

    /** Whether an object that is in no other one ends with the character. */
    private boolean add(char next) {
        if (quoted) {
            quoted = escaped || next != '"';
            escaped = !escaped && next == '\\';
            return false;
        }
        switch (next) {
            case '"' -> quoted = depth > 0;
            case '{' -> {
                begin = depth == 0 ? read - 1 : begin;
                depth++;
            }
            case '}' -> {
                depth = Math.max(0, depth - 1);
                return depth == 0;
            }
            default -> {}
        }
        return false;
    }

    /** The call, once it is whole. */
    String text(CharSequence written) {
        return written.subSequence(begin, read).toString();
    }
}

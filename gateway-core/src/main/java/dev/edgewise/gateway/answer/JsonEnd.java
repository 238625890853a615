package dev.edgewise.gateway.answer;

/**
 * Tells whether JSON that passes in pieces has come to its end, where nothing else tells it: an answer without a length is
 * over when its connection is, and so is one that was cut. Counts brackets outside of strings and judges nothing else. One
 * thread at a time.
 */
final class JsonEnd {
    private long open;
    private boolean inString;
    private boolean escaped;
    private boolean begun;

    /** Whether the bytes are JSON from its beginning to its end. */
    static boolean isIn(byte[] bytes) {
        JsonEnd end = new JsonEnd();
        end.add(bytes);
        return end.isComplete();
    }

    void add(byte[] bytes) {
        for (byte next : bytes) {
            if (escaped) {
                escaped = false;
            } else if (inString) {
                escaped = next == '\\';
                inString = next != '"';
            } else if (next == '"') {
                inString = true;
                begun = true;
            } else if (next == '{' || next == '[') {
                open++;
                begun = true;
            } else if (next == '}' || next == ']') {
                open--;
            }
        }
    }

    /** Whether every object, list and string that began has ended, and one began at all. */
    boolean isComplete() {
        return begun && open == 0 && !inString;
    }
}

package dev.edgewise.inference.chat;

/** Finds the operands of an operator in an expression whose literals stand aside as {@code \0}. */
final class Operands {
    private Operands() {}

    /** Where the operand that ends at {@code end} begins: a name or literal with what is appended to it and its filters. */
    static int begin(CharSequence text, int end) {
        int at = end;
        while (at > 0) {
            char c = text.charAt(at - 1);
            if (c == ']' || c == ')' || c == '}') {
                int open = opening(text, at - 1);
                if (open < 0) {
                    return end;
                }
                at = open;
            } else if (isPart(c)) {
                at--;
            } else {
                int name = at < end ? beforeFilter(text, at) : at;
                if (name == at) {
                    break;
                }
                at = name;
            }
        }
        return at;
    }

    /** Where the operand ends whose filter begins at {@code at}; {@code at} where it is no filter. */
    private static int beforeFilter(CharSequence text, int at) {
        int bar = skippedBack(text, at);
        return bar > 0 && text.charAt(bar - 1) == '|' ? skippedBack(text, bar - 1) : at;
    }

    /** Where the filter begins that an operand has which ends at {@code at}; {@code at} where it has none. */
    private static int filter(CharSequence text, int at) {
        int bar = skipped(text, at);
        return bar < text.length() && text.charAt(bar) == '|' ? skipped(text, bar + 1) : at;
    }

    private static int skipped(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int skippedBack(CharSequence text, int from) {
        int at = from;
        while (at > 0 && Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** Where the operand that begins at {@code begin} ends; its filters belong to it. */
    static int end(CharSequence text, int begin) {
        int at = begin;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '[' || c == '(') {
                int close = closing(text, at);
                if (close < 0) {
                    return begin;
                }
                at = close + 1;
            } else if (isPart(c)) {
                at++;
            } else {
                int name = at > begin ? filter(text, at) : at;
                if (name == at) {
                    break;
                }
                at = name;
            }
        }
        return at;
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '\0';
    }

    private static int opening(CharSequence text, int close) {
        int depth = 0;
        for (int i = close; i >= 0; i--) {
            char c = text.charAt(i);
            depth += ")]}".indexOf(c) >= 0 ? 1 : "([{".indexOf(c) >= 0 ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static int closing(CharSequence text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }
}

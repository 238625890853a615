package dev.edgewise.cache.directive;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list of structured fields (RFC 9651, section 4.2.1), of which only the strings are of use here. Other members are
 * read to their end and passed over, and so are parameters. Confined to one thread.
 */
final class StructuredList {
    private static final String OF_TOKENS = "!#$%&'*+-.^_`|~:/";

    private final String text;
    private int at;

    StructuredList(String text) {
        this.text = text;
    }

    /** The list's strings, unescaped; null when the text is no list. */
    static @Nullable List<String> strings(String text) {
        return new StructuredList(text.strip()).strings();
    }

    private @Nullable List<String> strings() {
        List<String> found = new ArrayList<>();
        while (at < text.length()) {
            if (peek() == '"') {
                String string = string();
                if (string == null || !parameters()) {
                    return null;
                }
                found.add(string);
            } else if (!(peek() == '(' ? innerList() : item())) {
                return null;
            }
            skip(" \t");
            if (at == text.length()) {
                return found;
            }
            if (!take(',')) {
                return null;
            }
            skip(" \t");
            if (at == text.length()) {
                return null;
            }
        }
        return found;
    }

    /** The quoted string that begins here, with its escapes undone; null when it is none, and then the place is any. */
    @Nullable
    String string() {
        var read = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return read.toString();
            }
            if (c == '\\') {
                at++;
                c = peek();
                if (c != '"' && c != '\\') {
                    return null;
                }
            }
            if (c < ' ' || c > '~') {
                return null;
            }
            read.append(c);
        }
        return null;
    }

    /** Reads over parameters, which may be none; false when they are malformed. */
    boolean parameters() {
        while (take(';')) {
            skip(" ");
            if (!(letters('a', 'z') || peek() == '*')) {
                return false;
            }
            while (letters('a', 'z') || letters('0', '9') || at < text.length() && "_-.*".indexOf(peek()) >= 0) {
                at++;
            }
            if (take('=') && !bare()) {
                return false;
            }
        }
        return true;
    }

    private boolean item() {
        return bare() && parameters();
    }

    private boolean innerList() {
        at++;
        while (at < text.length()) {
            skip(" ");
            if (take(')')) {
                return parameters();
            }
            if (!item() || peek() != ' ' && peek() != ')') {
                return false;
            }
        }
        return false;
    }

    private boolean bare() {
        char first = peek();
        if (first == '"') {
            return string() != null;
        }
        if (first == '?') {
            at++;
            return take('0') || take('1');
        }
        if (first == ':') {
            int end = text.indexOf(':', at + 1);
            boolean is = end >= 0 && text.substring(at + 1, end).matches("[A-Za-z0-9+/=]*+");
            at = end + 1;
            return is;
        }
        if (first == '%') {
            at++;
            return peek() == '"' && string() != null;
        }
        if (first == '-' || first == '@' || letters('0', '9')) {
            return number();
        }
        if (first != '*' && !letters('a', 'z') && !letters('A', 'Z')) {
            return false;
        }
        while (letters('a', 'z')
                || letters('A', 'Z')
                || letters('0', '9')
                || at < text.length() && OF_TOKENS.indexOf(peek()) >= 0) {
            at++;
        }
        return true;
    }

    /** A number, or a date. */
    private boolean number() {
        int start = at;
        take('@');
        take('-');
        while (letters('0', '9') || peek() == '.') {
            at++;
        }
        return text.substring(start, at).matches("@?-?[0-9]{1,15}|-?[0-9]{1,12}\\.[0-9]{1,3}");
    }

    void skip(String blanks) {
        while (at < text.length() && blanks.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    boolean take(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        if (there) {
            at++;
        }
        return there;
    }

    /** The next character; 0 at the end, which is no character of any field. */
    char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    boolean isAtEnd() {
        return at == text.length();
    }

    /** What comes before the next comma, as it stands, and the place behind it. */
    String untilComma() {
        int comma = text.indexOf(',', at);
        int end = comma < 0 ? text.length() : comma;
        String read = text.substring(at, end);
        at = end;
        return read;
    }

    private boolean letters(char from, char to) {
        return peek() >= from && peek() <= to;
    }
}

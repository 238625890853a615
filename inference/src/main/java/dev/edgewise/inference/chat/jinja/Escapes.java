package dev.edgewise.inference.chat.jinja;

/** What backslashes mean in a string of a template, as in Python. */
final class Escapes {
    private Escapes() {}

    static String meaning(String literal) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder text = new StringBuilder(literal.length());
        int at = 0;
        while (at < literal.length()) {
            char c = literal.charAt(at++);
            if (c != '\\' || at == literal.length()) {
                text.append(c);
                continue;
            }
            char escaped = literal.charAt(at++);
            at = switch (escaped) {
                case 'x' -> number(literal, at, 2, text, escaped);
                case 'u' -> number(literal, at, 4, text, escaped);
                case 'U' -> number(literal, at, 8, text, escaped);
                default -> {
                    simple(escaped, text);
                    yield at;
                }
            };
        }
        return text.toString();
    }

    private static void simple(char escaped, StringBuilder text) {
        switch (escaped) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'v' -> text.append('\u000b');
            case '0' -> text.append('\0');
            case '\n' -> {}
            case '\\', '\'', '"' -> text.append(escaped);
            default -> text.append('\\').append(escaped);
        }
    }

    private static int number(String literal, int at, int digits, StringBuilder text, char escaped) {
        try {
            text.appendCodePoint(Integer.parseInt(literal.substring(at, at + digits), 16));
            return at + digits;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new JinjaException("'\\" + escaped + "' of a string has not " + digits + " digits of a character");
        }
    }
}

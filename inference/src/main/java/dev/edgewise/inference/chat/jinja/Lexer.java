package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens, with the blanks left out that transformers leaves out: a line break after a statement, and
 * what stands before one on its line.
 */
final class Lexer {
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n?");
    private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%}\\s*|%})");
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\\n?)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*+");
    private static final Pattern INTEGER = Pattern.compile("\\d[\\d_]*+");
    private static final Pattern FLOAT =
            Pattern.compile("\\d[\\d_]*+(?:\\.\\d[\\d_]*+(?:[eE][-+]?\\d++)?|[eE][-+]?\\d++)");
    private static final Pattern STRING =
            Pattern.compile("'(?:[^'\\\\]++|\\\\.)*+'|\"(?:[^\"\\\\]++|\\\\.)*+\"", Pattern.DOTALL);
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}><=.:|,;]");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int counted;
    /** Whether what stands at {@link #at} begins a line. */
    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
    }

    /** @throws JinjaException where it is not Jinja */
    static List<Token> tokens(String template) {
        String source = LINE_BREAK.matcher(template).replaceAll("\n");
        var lexer = new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        lexer.read();
        return lexer.tokens;
    }

    private void read() {
        while (at < source.length()) {
            int tag = nextTag();
            if (tag < 0) {
                add(Kind.TEXT, source.substring(at), at);
                break;
            }
            Matcher raw = RAW.matcher(source).region(tag, source.length());
            String before = source.substring(at, tag);
            char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            text(stripped(before, sign, source.charAt(tag + 1) == '{'), at);
            if (raw.lookingAt()) {
                raw(raw.end());
                continue;
            }
            at = tag + 2 + (sign == '-' || sign == '+' ? 1 : 0);
            switch (source.charAt(tag + 1)) {
                case '#' -> comment();
                case '{' -> {
                    add(Kind.OUTPUT_BEGIN, "{{", tag);
                    inTag("}}", Kind.OUTPUT_END);
                }
                default -> {
                    add(Kind.BLOCK_BEGIN, "{%", tag);
                    inTag("%}", Kind.BLOCK_END);
                }
            }
        }
        add(Kind.END, "", source.length());
    }

    private int nextTag() {
        for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            if ("{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** A text without the blanks at its end that the tag behind it takes. */
    private String stripped(String text, char sign, boolean output) {
        if (sign == '-') {
            return Texts.stripped(text, Texts::isBlank, false, true);
        }
        if (sign == '+' || output) {
            return text;
        }
        int begin = text.lastIndexOf('\n') + 1;
        boolean whole = begin > 0 || lineStarts;
        return whole
                        && Texts.stripped(text.substring(begin), Texts::isBlank, true, true)
                                .isEmpty()
                ? text.substring(0, begin)
                : text;
    }

    private void raw(int begin) {
        Matcher end = END_RAW.matcher(source);
        if (!end.find(begin)) {
            throw wrong("'raw' does not end", begin);
        }
        lineStarts = source.charAt(begin - 1) == '\n';
        String sign = end.group(1);
        text(stripped(source.substring(begin, end.start()), sign.isEmpty() ? ' ' : sign.charAt(0), false), begin);
        goOn(end.end());
    }

    private void comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw wrong("a comment does not end", at);
        }
        char sign = end > at ? source.charAt(end - 1) : ' ';
        goOn(afterTag(end + 2, sign, true));
    }

    /** Where the text goes on after a tag. */
    private int afterTag(int end, char sign, boolean takesLineBreak) {
        int next = end;
        if (sign == '-') {
            while (next < source.length() && Texts.isBlank(source.charAt(next))) {
                next++;
            }
        } else if (takesLineBreak && sign != '+' && next < source.length() && source.charAt(next) == '\n') {
            next++;
        }
        return next;
    }

    private void goOn(int next) {
        at = next;
        lineStarts = source.charAt(next - 1) == '\n';
    }

    private void inTag(String end, Kind endKind) {
        int depth = 0;
        while (true) {
            while (at < source.length() && Texts.isBlank(source.charAt(at))) {
                at++;
            }
            if (at >= source.length()) {
                throw wrong("a tag does not end", at);
            }
            char c = source.charAt(at);
            boolean signed = (c == '-' || c == '+' && endKind == Kind.BLOCK_END) && source.startsWith(end, at + 1);
            if (depth == 0 && (signed || source.startsWith(end, at))) {
                add(endKind, end, at);
                goOn(afterTag(at + end.length() + (signed ? 1 : 0), signed ? c : ' ', endKind == Kind.BLOCK_END));
                return;
            }
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            token();
        }
    }

    private void token() {
        boolean member = !tokens.isEmpty() && tokens.getLast().is(Kind.OPERATOR, ".");
        if (matched(STRING, Kind.STRING)
                || !member && matched(FLOAT, Kind.FLOAT)
                || matched(INTEGER, Kind.INTEGER)
                || matched(NAME, Kind.NAME)
                || matched(OPERATOR, Kind.OPERATOR)) {
            return;
        }
        throw wrong("there is no sense in '" + source.charAt(at) + "'", at);
    }

    private boolean matched(Pattern pattern, Kind kind) {
        Matcher matcher = pattern.matcher(source).region(at, source.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        String found = matcher.group();
        add(kind, kind == Kind.STRING ? Escapes.meaning(found.substring(1, found.length() - 1)) : found, at);
        at = matcher.end();
        return true;
    }

    private void text(String text, int from) {
        if (!text.isEmpty()) {
            add(Kind.TEXT, text, from);
        }
    }

    private void add(Kind kind, String text, int from) {
        tokens.add(new Token(kind, text, lineOf(from)));
    }

    private int lineOf(int position) {
        for (; counted < position; counted++) {
            line += source.charAt(counted) == '\n' ? 1 : 0;
        }
        return line;
    }

    private JinjaException wrong(String what, int position) {
        return new JinjaException(what + " (line " + lineOf(Math.min(position, source.length())) + ")");
    }
}

package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Token.Kind;
import java.util.List;

/** A template's tokens, read one after the other. */
final class Tokens {
    /** Most brackets, signs and statements within one another: each takes a part of the thread's stack. */
    private static final int DEPTH_MAX = 100;

    private final List<Token> tokens;
    private int next;
    private int depth;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    Token peekSecond() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        Token token = peek();
        next += token.kind() == Kind.END ? 0 : 1;
        return token;
    }

    boolean isOperator(String operator) {
        return peek().is(Kind.OPERATOR, operator);
    }

    boolean isName(String name) {
        return peek().is(Kind.NAME, name);
    }

    boolean isEnd(Kind end) {
        return peek().kind() == end;
    }

    boolean takeOperator(String operator) {
        boolean is = isOperator(operator);
        if (is) {
            take();
        }
        return is;
    }

    boolean takeName(String name) {
        boolean is = isName(name);
        if (is) {
            take();
        }
        return is;
    }

    void expectOperator(String operator) {
        if (!takeOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    Token expect(Kind kind, String what) {
        if (peek().kind() != kind) {
            throw unexpected(what);
        }
        return take();
    }

    String expectName() {
        return expect(Kind.NAME, "a name").text();
    }

    JinjaException unexpected(String expected) {
        Token token = peek();
        String found = token.kind() == Kind.END ? "the end" : "'" + token.text() + "'";
        return new JinjaException("line " + token.line() + ": expected " + expected + ", not " + found);
    }

    void deeper() {
        if (++depth > DEPTH_MAX) {
            throw new JinjaException("line " + peek().line() + ": more than " + DEPTH_MAX + " levels");
        }
    }

    void back() {
        depth--;
    }
}

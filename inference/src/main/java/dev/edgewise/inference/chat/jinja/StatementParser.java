package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Statement.Branch;
import dev.edgewise.inference.chat.jinja.Statement.Parameter;
import dev.edgewise.inference.chat.jinja.Statement.Pass;
import dev.edgewise.inference.chat.jinja.Statement.Target;
import dev.edgewise.inference.chat.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a whole template. */
final class StatementParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private int loops;

    private StatementParser(List<Token> tokens) {
        this.tokens = new Tokens(tokens);
        this.expressions = new ExpressionParser(this.tokens);
    }

    /** @throws JinjaException where it is not Jinja, or has a statement that is not for templates without files */
    static List<Statement> parse(String template) {
        var parser = new StatementParser(Lexer.tokens(template));
        List<Statement> all = parser.body(Set.of());
        if (!parser.tokens.isEnd(Kind.END)) {
            throw parser.tokens.unexpected("the end");
        }
        return all;
    }

    /** Up to a statement with one of these names, which is left to be taken; up to the end where there are none. */
    private List<Statement> body(Set<String> ends) {
        tokens.deeper();
        List<Statement> statements = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Kind.TEXT) {
                statements.add(new Statement.Text(tokens.take().text()));
            } else if (token.kind() == Kind.OUTPUT_BEGIN) {
                tokens.take();
                statements.add(new Statement.Output(expressions.tuple()));
                tokens.expect(Kind.OUTPUT_END, "'}}'");
            } else if (token.kind() == Kind.BLOCK_BEGIN
                    && !ends.contains(tokens.peekSecond().text())) {
                tokens.take();
                statements.add(statement());
            } else if (token.kind() == Kind.BLOCK_BEGIN || ends.isEmpty()) {
                tokens.back();
                return statements;
            } else {
                throw tokens.unexpected(String.join(" or ", ends));
            }
        }
    }

    /** A body that ends with that statement. */
    private List<Statement> bodyTo(String end) {
        List<Statement> body = body(Set.of(end));
        ending(end);
        return body;
    }

    private void ending(String end) {
        tokens.expect(Kind.BLOCK_BEGIN, "'{%'");
        if (!tokens.takeName(end)) {
            throw tokens.unexpected(end);
        }
        tagEnd();
    }

    private void tagEnd() {
        tokens.expect(Kind.BLOCK_END, "'%}'");
    }

    private Statement statement() {
        Token name = tokens.expect(Kind.NAME, "the name of a statement");
        return switch (name.text()) {
            case "if" -> choice();
            case "for" -> loop();
            case "set" -> assignment();
            case "macro" -> macro();
            case "call" -> callWith();
            case "filter" -> filterBlock();
            case "with" -> with();
            case "generation" -> {
                // Marks what the assistant wrote, for training.
                tagEnd();
                yield new Statement.With(List.of(), bodyTo("endgeneration"));
            }
            case "break", "continue" -> {
                if (loops == 0) {
                    throw new JinjaException("line " + name.line() + ": '" + name.text() + "' outside of a loop");
                }
                tagEnd();
                yield name.text().equals("break") ? new Statement.Break() : new Statement.Continue();
            }
            default -> throw new JinjaException("line " + name.line() + ": unknown statement '" + name.text() + "'");
        };
    }

    private Statement choice() {
        List<Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        boolean open = true;
        while (open) {
            Expression condition = expressions.unconditionalTuple();
            tagEnd();
            branches.add(new Branch(condition, body(Set.of("elif", "else", "endif"))));
            tokens.take();
            open = tokens.takeName("elif");
        }
        if (tokens.takeName("else")) {
            tagEnd();
            otherwise = body(Set.of("endif"));
            tokens.take();
        }
        if (!tokens.takeName("endif")) {
            throw tokens.unexpected("endif");
        }
        tagEnd();
        return new Statement.If(branches, otherwise);
    }

    private Statement loop() {
        Target target = targets();
        if (!tokens.takeName("in")) {
            throw tokens.unexpected("in");
        }
        Expression items = expressions.unconditionalTuple();
        Expression condition = tokens.takeName("if") ? expressions.expression() : null;
        boolean recursive = tokens.takeName("recursive");
        tagEnd();
        loops++;
        List<Statement> body = body(Set.of("else", "endfor"));
        loops--;
        tokens.take();
        List<Statement> otherwise = List.of();
        if (tokens.takeName("else")) {
            tagEnd();
            otherwise = body(Set.of("endfor"));
            tokens.take();
        }
        if (!tokens.takeName("endfor")) {
            throw tokens.unexpected("endfor");
        }
        tagEnd();
        return new Statement.For(target, items, condition, body, otherwise, recursive);
    }

    private Target targets() {
        Target first = target();
        if (!tokens.isOperator(",")) {
            return first;
        }
        List<Target> all = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",")) {
            if (tokens.isName("in") || tokens.isOperator("=") || tokens.isOperator(")")) {
                break;
            }
            all.add(target());
        }
        return new Target.Several(all);
    }

    private Target target() {
        if (tokens.takeOperator("(")) {
            tokens.deeper();
            Target inner = targets();
            tokens.back();
            tokens.expectOperator(")");
            return inner;
        }
        String name = tokens.expectName();
        return tokens.takeOperator(".") ? new Target.Member(name, tokens.expectName()) : new Target.Name(name);
    }

    private Statement assignment() {
        Target target = targets();
        if (tokens.takeOperator("=")) {
            Expression value = expressions.tuple();
            tagEnd();
            return new Statement.Assign(target, value);
        }
        List<Pass> passes = tokens.takeOperator("|") ? passes() : List.of();
        tagEnd();
        return new Statement.AssignBlock(target, passes, bodyTo("endset"));
    }

    private List<Pass> passes() {
        List<Pass> passes = new ArrayList<>();
        do {
            String name = tokens.expectName();
            passes.add(new Pass(name, tokens.isOperator("(") ? expressions.given() : Expression.Given.NOTHING));
        } while (tokens.takeOperator("|"));
        return passes;
    }

    private Statement filterBlock() {
        List<Pass> passes = passes();
        tagEnd();
        return new Statement.FilterBlock(passes, bodyTo("endfilter"));
    }

    private Statement macro() {
        String name = tokens.expectName();
        List<Parameter> parameters = parameters();
        tagEnd();
        return new Statement.Define(name, parameters, macroBody("endmacro"));
    }

    private Statement callWith() {
        List<Parameter> parameters = tokens.isOperator("(") ? parameters() : List.of();
        Expression call = expressions.expression();
        tagEnd();
        return new Statement.CallWith(parameters, call, macroBody("endcall"));
    }

    /** It may be called from anywhere: it breaks off no loop around it. */
    private List<Statement> macroBody(String end) {
        int around = loops;
        loops = 0;
        List<Statement> body = bodyTo(end);
        loops = around;
        return body;
    }

    private List<Parameter> parameters() {
        tokens.expectOperator("(");
        List<Parameter> parameters = new ArrayList<>();
        while (!tokens.takeOperator(")")) {
            String name = tokens.expectName();
            parameters.add(new Parameter(name, tokens.takeOperator("=") ? expressions.expression() : null));
            if (!tokens.isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return parameters;
    }

    private Statement with() {
        List<Statement.Assign> names = new ArrayList<>();
        while (!tokens.isEnd(Kind.BLOCK_END)) {
            if (!names.isEmpty()) {
                tokens.expectOperator(",");
            }
            Target target = target();
            tokens.expectOperator("=");
            names.add(new Statement.Assign(target, expressions.expression()));
        }
        tagEnd();
        return new Statement.With(names, bodyTo("endwith"));
    }
}

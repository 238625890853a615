package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Expression.Given;
import dev.edgewise.inference.chat.jinja.Expression.Link;
import dev.edgewise.inference.chat.jinja.Expression.Named;
import dev.edgewise.inference.chat.jinja.Expression.Pair;
import dev.edgewise.inference.chat.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads expressions; what binds closer has a method further down. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    /** Names that go on with an expression and are no value. */
    private static final Set<String> WORDS = Set.of("else", "or", "and", "if", "in", "not", "is", "recursive");

    private final Tokens tokens;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Several with commas between them are a tuple. */
    Expression tuple() {
        return tuple(this::expression);
    }

    /** The same without {@code if}, which says something else in a loop's head. */
    Expression unconditionalTuple() {
        return tuple(this::or);
    }

    private Expression tuple(Supplier<Expression> each) {
        Expression first = each.get();
        if (!tokens.isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",")) {
            if (ends()) {
                break;
            }
            items.add(each.get());
        }
        return new Expression.TupleOf(items);
    }

    private boolean ends() {
        Kind kind = tokens.peek().kind();
        return kind == Kind.BLOCK_END
                || kind == Kind.OUTPUT_END
                || kind == Kind.END
                || tokens.isOperator(")")
                || tokens.isOperator("=")
                || tokens.isName("in")
                || tokens.isName("if");
    }

    Expression expression() {
        tokens.deeper();
        Expression value = or();
        while (tokens.takeName("if")) {
            Expression condition = or();
            Expression otherwise = tokens.takeName("else") ? expression() : null;
            value = new Expression.Conditional(value, condition, otherwise);
        }
        tokens.back();
        return value;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.takeName("or")) {
            left = new Expression.Or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.takeName("and")) {
            left = new Expression.And(left, not());
        }
        return left;
    }

    private Expression not() {
        if (!tokens.takeName("not")) {
            return compared();
        }
        tokens.deeper();
        Expression of = not();
        tokens.back();
        return new Expression.Not(of);
    }

    private Expression compared() {
        Expression first = sum();
        List<Link> links = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                tokens.take();
                links.add(new Link(token.text(), sum()));
            } else if (tokens.takeName("in")) {
                links.add(new Link("in", sum()));
            } else if (tokens.isName("not") && tokens.peekSecond().is(Kind.NAME, "in")) {
                tokens.take();
                tokens.take();
                links.add(new Link("not in", sum()));
            } else {
                return links.isEmpty() ? first : new Expression.Compared(first, links);
            }
        }
    }

    private Expression sum() {
        Expression left = joined();
        while (tokens.isOperator("+") || tokens.isOperator("-")) {
            left = new Expression.Arithmetic(tokens.take().text(), left, joined());
        }
        return left;
    }

    private Expression joined() {
        Expression first = product();
        if (!tokens.isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (tokens.takeOperator("~")) {
            parts.add(product());
        }
        return new Expression.Joined(parts);
    }

    private Expression product() {
        Expression left = power();
        while (tokens.isOperator("*") || tokens.isOperator("/") || tokens.isOperator("//") || tokens.isOperator("%")) {
            left = new Expression.Arithmetic(tokens.take().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = signed(true);
        while (tokens.isOperator("**")) {
            left = new Expression.Arithmetic(tokens.take().text(), left, signed(true));
        }
        return left;
    }

    private Expression signed(boolean filters) {
        if (tokens.isOperator("-") || tokens.isOperator("+")) {
            tokens.deeper();
            boolean minus = tokens.take().text().equals("-");
            Expression of = new Expression.Signed(minus, signed(false));
            tokens.back();
            return filters ? filtered(of) : of;
        }
        Expression value = members(primary());
        return filters ? filtered(value) : value;
    }

    private Expression primary() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case NAME -> name(tokens.take().text());
            case STRING -> {
                StringBuilder text = new StringBuilder();
                while (tokens.peek().kind() == Kind.STRING) {
                    text.append(tokens.take().text());
                }
                yield new Expression.Literal(text.toString());
            }
            case INTEGER, FLOAT -> new Expression.Literal(number(tokens.take()));
            case OPERATOR ->
                switch (token.text()) {
                    case "(" -> parentheses();
                    case "[" -> new Expression.ListOf(listed("]"));
                    case "{" -> map();
                    default -> throw tokens.unexpected("a value");
                };
            case TEXT, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, END -> throw tokens.unexpected("a value");
        };
    }

    private static Expression name(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Literal(true);
            case "false", "False" -> new Expression.Literal(false);
            case "none", "None" -> new Expression.Literal(None.NONE);
            default -> new Expression.Name(name);
        };
    }

    private static Object number(Token token) {
        String digits = token.text().replace("_", "");
        try {
            return token.kind() == Kind.FLOAT ? (Object) Double.valueOf(digits) : Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new JinjaException("line " + token.line() + ": " + digits + " is no number of 64 bits");
        }
    }

    private Expression parentheses() {
        tokens.expectOperator("(");
        if (tokens.takeOperator(")")) {
            return new Expression.TupleOf(List.of());
        }
        Expression value = tuple();
        tokens.expectOperator(")");
        return value;
    }

    private List<Expression> listed(String close) {
        tokens.take();
        List<Expression> items = new ArrayList<>();
        while (!tokens.takeOperator(close)) {
            items.add(expression());
            if (!tokens.isOperator(close)) {
                tokens.expectOperator(",");
            }
        }
        return items;
    }

    private Expression map() {
        tokens.expectOperator("{");
        List<Pair> pairs = new ArrayList<>();
        while (!tokens.takeOperator("}")) {
            Expression key = expression();
            tokens.expectOperator(":");
            pairs.add(new Pair(key, expression()));
            if (!tokens.isOperator("}")) {
                tokens.expectOperator(",");
            }
        }
        return new Expression.MapOf(pairs);
    }

    /** What is taken from a value, or called. */
    private Expression members(Expression first) {
        Expression value = first;
        while (true) {
            if (tokens.takeOperator(".")) {
                Token token = tokens.take();
                value = switch (token.kind()) {
                    case NAME -> new Expression.Attribute(value, token.text());
                    case INTEGER -> new Expression.Item(value, new Expression.Literal(number(token)));
                    default -> throw new JinjaException("line " + token.line() + ": expected a name behind '.'");
                };
            } else if (tokens.takeOperator("[")) {
                value = subscript(value);
                tokens.expectOperator("]");
            } else if (tokens.isOperator("(")) {
                value = new Expression.Call(value, given());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression of) {
        Expression from = tokens.isOperator(":") ? null : expression();
        if (!tokens.takeOperator(":")) {
            if (from == null || tokens.isOperator(",")) {
                throw tokens.unexpected("']'");
            }
            return new Expression.Item(of, from);
        }
        Expression to = bound();
        Expression step = tokens.takeOperator(":") ? bound() : null;
        return new Expression.Slice(of, from, to, step);
    }

    private @Nullable Expression bound() {
        return tokens.isOperator(":") || tokens.isOperator("]") ? null : expression();
    }

    /** A value with its filters and tests. */
    private Expression filtered(Expression first) {
        Expression value = first;
        while (true) {
            if (tokens.takeOperator("|")) {
                String filter = dotted();
                value = new Expression.Filtered(value, filter, tokens.isOperator("(") ? given() : Given.NOTHING);
            } else if (tokens.takeName("is")) {
                value = tested(value);
            } else if (tokens.isOperator("(")) {
                value = new Expression.Call(value, given());
            } else {
                return value;
            }
        }
    }

    private Expression tested(Expression of) {
        boolean negated = tokens.takeName("not");
        String test = dotted();
        Given given = Given.NOTHING;
        Token token = tokens.peek();
        if (tokens.isOperator("(")) {
            given = given();
        } else if (token.kind() == Kind.STRING
                || token.kind() == Kind.INTEGER
                || token.kind() == Kind.FLOAT
                || tokens.isOperator("[")
                || tokens.isOperator("{")
                || token.kind() == Kind.NAME && !WORDS.contains(token.text())) {
            given = new Given(List.of(members(primary())), List.of(), null, null);
        }
        Expression tested = new Expression.Tested(of, test, given);
        return negated ? new Expression.Not(tested) : tested;
    }

    private String dotted() {
        StringBuilder name = new StringBuilder(tokens.expectName());
        while (tokens.takeOperator(".")) {
            name.append('.').append(tokens.expectName());
        }
        return name.toString();
    }

    /** What stands in the parentheses of a call. */
    Given given() {
        tokens.expectOperator("(");
        List<Expression> places = new ArrayList<>();
        List<Named> names = new ArrayList<>();
        Expression list = null;
        Expression map = null;
        while (!tokens.takeOperator(")")) {
            if (tokens.takeOperator("*")) {
                list = expression();
            } else if (tokens.takeOperator("**")) {
                map = expression();
            } else if (tokens.peek().kind() == Kind.NAME && tokens.peekSecond().is(Kind.OPERATOR, "=")) {
                String name = tokens.take().text();
                tokens.take();
                names.add(new Named(name, expression()));
            } else {
                places.add(expression());
            }
            if (!tokens.isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Given(places, names, list, map);
    }
}

package dev.edgewise.inference.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has a value. */
sealed interface Expression {
    /** Something with a name, given to what is called. */
    record Named(String name, Expression value) {}

    /**
     * What a call is given.
     *
     * @param list more of them, as {@code *list}
     * @param map more with names, as {@code **map}
     */
    record Given(
            List<Expression> places,
            List<Named> names,
            @Nullable Expression list,
            @Nullable Expression map) {
        static final Given NOTHING = new Given(List.of(), List.of(), null, null);
    }

    /** A key with its value. */
    record Pair(Expression key, Expression value) {}

    /** A comparison with what stands before it. */
    record Link(String operator, Expression with) {}

    record Literal(Object value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {}

    record TupleOf(List<Expression> items) implements Expression {}

    record MapOf(List<Pair> pairs) implements Expression {}

    record Attribute(Expression of, String name) implements Expression {}

    record Item(Expression of, Expression key) implements Expression {}

    record Slice(
            Expression of,
            @Nullable Expression from,
            @Nullable Expression to,
            @Nullable Expression step) implements Expression {}

    record Call(Expression called, Given given) implements Expression {}

    record Filtered(Expression of, String filter, Given given) implements Expression {}

    record Tested(Expression of, String test, Given given) implements Expression {}

    record Not(Expression of) implements Expression {}

    record Signed(boolean minus, Expression of) implements Expression {}

    record Arithmetic(String operator, Expression left, Expression right) implements Expression {}

    /** Joined as texts. */
    record Joined(List<Expression> parts) implements Expression {}

    record And(Expression left, Expression right) implements Expression {}

    record Or(Expression left, Expression right) implements Expression {}

    record Compared(Expression first, List<Link> links) implements Expression {}

    record Conditional(
            Expression then, Expression condition, @Nullable Expression otherwise) implements Expression {}
}

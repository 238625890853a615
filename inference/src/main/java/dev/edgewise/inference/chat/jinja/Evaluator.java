package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Expression.Given;
import dev.edgewise.inference.chat.jinja.Expression.Link;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the values of expressions. One thread. */
final class Evaluator {
    private final Run run;

    Evaluator(Run run) {
        this.run = run;
    }

    Object value(Expression expression, Scope scope) {
        run.enter();
        Object value = found(expression, scope);
        run.leave();
        return value;
    }

    private Object found(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Literal(Object value) -> value;
            case Expression.Name(String name) -> scope.get(name);
            case Expression.ListOf(List<Expression> items) -> values(items, scope);
            case Expression.TupleOf(List<Expression> items) -> new Tuple(values(items, scope));
            case Expression.MapOf(List<Expression.Pair> pairs) -> map(pairs, scope);
            case Expression.Attribute(Expression of, String name) -> Members.attribute(value(of, scope), name, run);
            case Expression.Item(Expression of, Expression key) ->
                Members.item(value(of, scope), value(key, scope), run);
            case Expression.Slice(Expression of, Expression from, Expression to, Expression step) ->
                Members.slice(value(of, scope), orNone(from, scope), orNone(to, scope), orNone(step, scope), run);
            case Expression.Call(Expression called, Given given) -> call(value(called, scope), arguments(given, scope));
            case Expression.Filtered(Expression of, String filter, Given given) ->
                Filters.named(filter).apply(value(of, scope), arguments(given, scope), run);
            case Expression.Tested(Expression of, String test, Given given) ->
                Tests.named(test).holds(value(of, scope), arguments(given, scope), run);
            case Expression.Not(Expression of) -> !Values.isTrue(value(of, scope));
            case Expression.Signed(boolean minus, Expression of) -> Operators.signed(minus, value(of, scope));
            case Expression.Arithmetic(String operator, Expression left, Expression right) ->
                Operators.arithmetic(operator, value(left, scope), value(right, scope), run);
            case Expression.Joined(List<Expression> parts) -> joined(parts, scope);
            case Expression.And(Expression left, Expression right) -> {
                Object first = value(left, scope);
                yield Values.isTrue(first) ? value(right, scope) : first;
            }
            case Expression.Or(Expression left, Expression right) -> {
                Object first = value(left, scope);
                yield Values.isTrue(first) ? first : value(right, scope);
            }
            case Expression.Compared(Expression first, List<Link> links) -> compared(first, links, scope);
            case Expression.Conditional(Expression then, Expression condition, Expression otherwise) -> {
                if (Values.isTrue(value(condition, scope))) {
                    yield value(then, scope);
                }
                yield otherwise == null ? new Undefined("a value with no 'else'") : value(otherwise, scope);
            }
        };
    }

    private Object orNone(@Nullable Expression expression, Scope scope) {
        return expression == null ? None.NONE : value(expression, scope);
    }

    private List<Object> values(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        expressions.forEach(each -> values.add(value(each, scope)));
        return values;
    }

    private Map<Object, Object> map(List<Expression.Pair> pairs, Scope scope) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Expression.Pair pair : pairs) {
            map.put(Values.key(value(pair.key(), scope), run), value(pair.value(), scope));
        }
        return map;
    }

    private String joined(List<Expression> parts, Scope scope) {
        StringBuilder text = new StringBuilder();
        for (Expression part : parts) {
            String more = PythonText.of(value(part, scope), run);
            run.makesText(more.length());
            run.mayHold((long) text.length() + more.length());
            text.append(more);
        }
        return text.toString();
    }

    private boolean compared(Expression first, List<Link> links, Scope scope) {
        Object left = value(first, scope);
        for (Link link : links) {
            Object right = value(link.with(), scope);
            if (!Operators.compared(link.operator(), left, right, run)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    Object call(Object called, Arguments given) {
        return switch (called) {
            case Callable callable -> callable.call(given, run);
            case Undefined missing -> throw missing.failure();
            default -> throw new JinjaException("'" + Values.kind(called) + "' cannot be called");
        };
    }

    Arguments arguments(Given given, Scope scope) {
        if (given.equals(Given.NOTHING)) {
            return Arguments.NONE;
        }
        List<Object> places = values(given.places(), scope);
        Map<String, Object> names = new LinkedHashMap<>();
        given.names().forEach(named -> names.put(named.name(), value(named.value(), scope)));
        if (given.list() != null) {
            places.addAll(Values.items(value(given.list(), scope), run));
        }
        if (given.map() != null) {
            if (!(value(given.map(), scope) instanceof Map<?, ?> more)) {
                throw new JinjaException("what stands behind '**' is no map");
            }
            more.forEach((name, value) -> names.put(String.valueOf(name), value));
        }
        return new Arguments(places, names);
    }
}

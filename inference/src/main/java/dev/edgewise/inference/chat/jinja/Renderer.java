package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Statement.Branch;
import dev.edgewise.inference.chat.jinja.Statement.Pass;
import dev.edgewise.inference.chat.jinja.Statement.Target;
import java.util.ArrayList;
import java.util.List;

/** Does what a template says. One thread. */
final class Renderer {
    /** How a statement ended. */
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private final Run run;
    private final Evaluator evaluator;

    Renderer(Run run) {
        this.run = run;
        this.evaluator = new Evaluator(run);
    }

    /** What the statements write. */
    String text(List<Statement> statements, Scope scope) {
        StringBuilder out = new StringBuilder();
        all(statements, scope, out);
        run.makesText(out.length());
        return out.toString();
    }

    Object value(Expression expression, Scope scope) {
        return evaluator.value(expression, scope);
    }

    private Flow all(List<Statement> statements, Scope scope, StringBuilder out) {
        for (Statement statement : statements) {
            Flow flow = one(statement, scope, out);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow one(Statement statement, Scope scope, StringBuilder out) {
        run.enter();
        Flow flow = done(statement, scope, out);
        run.leave();
        return flow;
    }

    private Flow done(Statement statement, Scope scope, StringBuilder out) {
        switch (statement) {
            case Statement.Text(String text) -> write(text, out);
            case Statement.Output(Expression value) -> write(PythonText.of(value(value, scope), run), out);
            case Statement.If choice -> {
                return choose(choice, scope, out);
            }
            case Statement.For loop -> loop(loop, scope, out);
            case Statement.Assign(Target target, Expression value) -> assign(target, value(value, scope), scope, scope);
            case Statement.AssignBlock(Target target, List<Pass> passes, List<Statement> body) ->
                assign(target, passed(text(body, scope.within()), passes, scope), scope, scope);
            case Statement.Define(String name, var parameters, List<Statement> body) ->
                scope.put(name, new Macro(name, parameters, body, scope, this));
            case Statement.CallWith(var parameters, Expression call, List<Statement> body) ->
                write(callWith(new Macro("caller", parameters, body, scope, this), call, scope), out);
            case Statement.FilterBlock(List<Pass> passes, List<Statement> body) ->
                write(PythonText.of(passed(text(body, scope.within()), passes, scope), run), out);
            case Statement.With(List<Statement.Assign> names, List<Statement> body) -> {
                Scope own = scope.within();
                names.forEach(each -> assign(each.target(), value(each.value(), scope), own, scope));
                return all(body, own, out);
            }
            case Statement.Break _ -> {
                return Flow.BREAK;
            }
            case Statement.Continue _ -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private void write(String text, StringBuilder out) {
        if (out.length() + (long) text.length() > Run.CHARS_MAX) {
            run.makesText(out.length() + (long) text.length());
        }
        run.goesOver(text.length());
        out.append(text);
    }

    private Flow choose(Statement.If choice, Scope scope, StringBuilder out) {
        for (Branch branch : choice.branches()) {
            if (Values.isTrue(value(branch.condition(), scope))) {
                return all(branch.body(), scope, out);
            }
        }
        return all(choice.otherwise(), scope, out);
    }

    private Object passed(Object value, List<Pass> passes, Scope scope) {
        Object passed = value;
        for (Pass pass : passes) {
            passed = Filters.named(pass.filter()).apply(passed, evaluator.arguments(pass.given(), scope), run);
        }
        return passed;
    }

    private String callWith(Macro caller, Expression call, Scope scope) {
        if (!(call instanceof Expression.Call(Expression called, Expression.Given given))
                || !(value(called, scope) instanceof Macro macro)) {
            throw new JinjaException("'call' is for a macro");
        }
        return macro.call(evaluator.arguments(given, scope), caller);
    }

    private void loop(Statement.For loop, Scope scope, StringBuilder out) {
        Object items = value(loop.items(), scope);
        write(turns(loop, Values.items(items, run), scope, 0), out);
    }

    /** @param depth how many loops it is called from */
    private String turns(Statement.For loop, List<Object> all, Scope scope, int depth) {
        StringBuilder out = new StringBuilder();
        List<Object> items = kept(loop, all, scope);
        Callable again = (given, _) -> turns(loop, Values.items(given.require(0, "items"), run), scope, depth + 1);
        var view = new Loop(items, depth, loop.recursive() ? again : null);
        for (Object item : items) {
            run.step();
            view.next();
            Scope own = scope.within();
            own.put("loop", view);
            assign(loop.target(), item, own, own);
            if (all(loop.body(), own, out) == Flow.BREAK) {
                break;
            }
        }
        if (items.isEmpty()) {
            all(loop.otherwise(), scope.within(), out);
        }
        return out.toString();
    }

    private List<Object> kept(Statement.For loop, List<Object> all, Scope scope) {
        Expression condition = loop.condition();
        if (condition == null) {
            return all;
        }
        List<Object> kept = new ArrayList<>();
        for (Object item : all) {
            run.step();
            Scope own = scope.within();
            assign(loop.target(), item, own, own);
            if (Values.isTrue(value(condition, own))) {
                kept.add(item);
            }
        }
        return kept;
    }

    /** @param seen where a namespace is looked for */
    private void assign(Target target, Object value, Scope scope, Scope seen) {
        switch (target) {
            case Target.Name(String name) -> scope.put(name, value);
            case Target.Member(String namespace, String name) -> {
                if (!(seen.get(namespace) instanceof Namespace values)) {
                    throw new JinjaException("'" + namespace + "' is no namespace");
                }
                values.put(name, value);
            }
            case Target.Several(List<Target> targets) -> {
                List<Object> parts = Values.items(value, run);
                if (parts.size() != targets.size()) {
                    throw new JinjaException(parts.size() + " values for " + targets.size() + " names");
                }
                for (int i = 0; i < parts.size(); i++) {
                    assign(targets.get(i), parts.get(i), scope, seen);
                }
            }
        }
    }
}

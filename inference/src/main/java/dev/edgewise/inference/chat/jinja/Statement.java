package dev.edgewise.inference.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a template does. */
sealed interface Statement {
    /** What is done if something holds. */
    record Branch(Expression condition, List<Statement> body) {}

    /** What a macro is given; null where there is no default. */
    record Parameter(String name, @Nullable Expression otherwise) {}

    /** A filter that a block goes through. */
    record Pass(String filter, Expression.Given given) {}

    record Text(String text) implements Statement {}

    record Output(Expression value) implements Statement {}

    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

    /** @param condition leaves items out before they are counted */
    record For(
            Target target,
            Expression items,
            @Nullable Expression condition,
            List<Statement> body,
            List<Statement> otherwise,
            boolean recursive)
            implements Statement {}

    record Assign(Target target, Expression value) implements Statement {}

    record AssignBlock(Target target, List<Pass> passes, List<Statement> body) implements Statement {}

    record Define(String name, List<Parameter> parameters, List<Statement> body) implements Statement {}

    /** A macro called with a block that it may call. */
    record CallWith(List<Parameter> parameters, Expression call, List<Statement> body) implements Statement {}

    record FilterBlock(List<Pass> passes, List<Statement> body) implements Statement {}

    /** A block with names of its own. */
    record With(List<Assign> names, List<Statement> body) implements Statement {}

    record Break() implements Statement {}

    record Continue() implements Statement {}

    /** What a value is given to. */
    sealed interface Target {
        record Name(String name) implements Target {}

        record Several(List<Target> targets) implements Target {}

        record Member(String namespace, String name) implements Target {}
    }
}

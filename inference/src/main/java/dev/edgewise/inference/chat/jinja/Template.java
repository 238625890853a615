package dev.edgewise.inference.chat.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A template that was read once and can be rendered often. Any thread. */
public final class Template {
    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * Reads a template.
     *
     * @throws JinjaException if it is not Jinja, or uses a statement that is not for templates without files
     */
    public static Template of(String source) {
        return new Template(StatementParser.parse(source));
    }

    /**
     * What it writes.
     *
     * @param names what it sees: texts, numbers, truths, lists, maps and nulls of them; they are copied
     * @param millis the wall clock, since 1970
     * @throws JinjaException if the template refuses, fails or wants more than it may have
     */
    public String render(Map<String, ?> names, long millis) {
        Map<String, Object> values = new HashMap<>();
        names.forEach((name, value) -> values.put(name, Values.of(value)));
        return new Renderer(new Run(millis)).text(statements, Scope.of(values));
    }
}

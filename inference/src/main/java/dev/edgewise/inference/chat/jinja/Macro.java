package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Statement.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of a template that it can call.
 *
 * @param scope where it was defined: what it sees beside what it is given
 */
record Macro(String name, List<Parameter> parameters, List<Statement> body, Scope scope, Renderer renderer)
        implements Callable {
    @Override
    public Object call(Arguments given, Run run) {
        return call(given, given.names().get("caller") instanceof Macro caller ? caller : null);
    }

    /** @param caller what it sees as {@code caller} */
    String call(Arguments given, @Nullable Macro caller) {
        Scope own = scope.within();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            Expression otherwise = parameter.otherwise();
            own.put(
                    parameter.name(),
                    given.find(i, parameter.name())
                            .orElseGet(() -> otherwise == null
                                    ? new Undefined("parameter '" + parameter.name() + "'")
                                    : renderer.value(otherwise, own)));
        }
        own.put("varargs", new Tuple(given.after(parameters.size()).places()));
        Set<String> known = parameters.stream().map(Parameter::name).collect(Collectors.toSet());
        Map<Object, Object> more = new LinkedHashMap<>(given.names());
        more.keySet().removeAll(known);
        own.put("kwargs", more);
        if (caller != null) {
            own.put("caller", caller);
        }
        return renderer.text(body, own);
    }
}

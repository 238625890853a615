package dev.edgewise.gateway.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The admin plane's table of routes; a path is looked up segment by segment. Immutable. */
public final class AdminRoutes {
    private record Entry(Route route, List<String> segments) {}

    private final List<Entry> entries;

    /** A table of these. */
    public AdminRoutes(List<Route> routes) {
        entries =
                routes.stream().map(route -> new Entry(route, route.segments())).toList();
    }

    /** The routes of all resources in one table. */
    public static AdminRoutes of(List<List<Route>> resources) {
        return new AdminRoutes(resources.stream().flatMap(List::stream).toList());
    }

    /** What a path and a method lead to. */
    sealed interface Match {
        record Found(Route route, Map<String, String> variables) implements Match {}

        /** @param allow the methods there are, as the {@code Allow} header lists them */
        record WrongMethod(String allow) implements Match {}

        record NotFound() implements Match {}
    }

    Match find(String method, String path) {
        if (!path.startsWith("/")) {
            return new Match.NotFound();
        }
        List<String> segments = List.of(path.substring(1).split("/", -1));
        String wanted = method.equals("HEAD") ? "GET" : method;
        var allowed = new TreeSet<String>();
        for (Entry entry : entries) {
            Map<String, String> variables = variables(entry.segments, segments);
            if (variables != null && entry.route.method().equals(wanted)) {
                return new Match.Found(entry.route, variables);
            }
            if (variables != null) {
                allowed.add(entry.route.method());
            }
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return allowed.isEmpty() ? new Match.NotFound() : new Match.WrongMethod(String.join(", ", allowed));
    }

    /** All paths, for whoever asked for another one. */
    Stream<String> paths() {
        return entries.stream().map(entry -> entry.route.path()).distinct();
    }

    /** What stands in the template's places, or null when the path is another one. */
    private static @Nullable Map<String, String> variables(List<String> template, List<String> path) {
        if (template.size() != path.size()) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String part = template.get(i);
            if (part.startsWith("{")) {
                variables.put(part.substring(1, part.length() - 1), decoded(path.get(i)));
            } else if (!part.equals(path.get(i))) {
                return null;
            }
        }
        return variables;
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }
}

package dev.edgewise.inference.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a template takes from values, and the methods it finds in them. */
final class Members {
    private Members() {}

    /** {@code value.name}: a method first, then an item. */
    static Object attribute(Object value, String name, Run run) {
        if (value instanceof Undefined missing) {
            throw missing.failure();
        }
        return method(value, name).<Object>map(found -> found).orElseGet(() -> item(value, name, run));
    }

    /** {@code value[key]}: an item first, then a method. */
    static Object item(Object value, Object key, Run run) {
        run.step();
        return switch (value) {
            case Undefined missing -> throw missing.failure();
            case Map<?, ?> map -> found(map.get(Values.key(key, run)), value, key);
            case List<?> list
            when key instanceof Long index -> {
                long at = index < 0 ? index + list.size() : index;
                yield found(at >= 0 && at < list.size() ? list.get((int) at) : null, value, key);
            }
            case String text
            when key instanceof Long index -> {
                run.goesOver(text.length());
                int length = text.codePointCount(0, text.length());
                long at = index < 0 ? index + length : index;
                yield found(at >= 0 && at < length ? Texts.part(text, (int) at, (int) at + 1) : null, value, key);
            }
            case Namespace namespace when key instanceof String name -> namespace.get(name);
            case Loop loop when key instanceof String name -> loop.get(name);
            default -> found(null, value, key);
        };
    }

    private static Object found(@Nullable Object item, Object value, Object key) {
        if (item != null) {
            return item;
        }
        Optional<Callable> method = key instanceof String name ? method(value, name) : Optional.empty();
        return method.<Object>map(found -> found)
                .orElseGet(() -> new Undefined("'" + key + "' of '" + Values.kind(value) + "'"));
    }

    private static Optional<Callable> method(Object value, String name) {
        return switch (value) {
            case String text -> TextMethods.find(text, name);
            case Map<?, ?> map -> ofMap(map, name);
            case List<?> list -> ofList(list, name);
            default -> Optional.empty();
        };
    }

    private static Optional<Callable> ofMap(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> Optional.of((_, run) -> pairs(map, run));
            case "keys" -> Optional.of((_, run) -> Values.items(map, run));
            case "values" ->
                Optional.of((_, run) -> {
                    run.makesList(map.size());
                    return new ArrayList<Object>(map.values());
                });
            case "get" ->
                Optional.of((given, run) -> {
                    Object value = map.get(Values.key(given.require(0, "key"), run));
                    return value == null ? given.get(1, "default", None.NONE) : value;
                });
            case "copy" -> Optional.of((_, _) -> map);
            case "pop", "popitem", "update", "setdefault", "clear" -> Optional.of(changing(name));
            default -> Optional.empty();
        };
    }

    /** A map's keys with their values. */
    static List<Object> pairs(Map<?, ?> map, Run run) {
        run.makesItems(map.size());
        List<Object> pairs = new ArrayList<>(map.size());
        map.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
        return pairs;
    }

    private static Optional<Callable> ofList(List<?> list, String name) {
        return switch (name) {
            case "index" ->
                Optional.of((given, run) -> {
                    for (int i = 0; i < list.size(); i++) {
                        if (Values.areEqual(list.get(i), given.require(0, "value"), run)) {
                            return (long) i;
                        }
                    }
                    throw new JinjaException("the value is not in the list");
                });
            case "count" ->
                Optional.of((given, run) -> list.stream()
                        .filter(item -> Values.areEqual(item, given.require(0, "value"), run))
                        .count());
            case "copy" -> Optional.of((_, _) -> list);
            case "append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear" ->
                Optional.of(changing(name));
            default -> Optional.empty();
        };
    }

    private static Callable changing(String name) {
        return (_, _) -> {
            throw new JinjaException("'" + name + "' would change what a template is given");
        };
    }

    /** {@code value[from:to:step]}. */
    static Object slice(Object value, Object from, Object to, Object step, Run run) {
        if (value instanceof Undefined missing) {
            throw missing.failure();
        }
        if (!(value instanceof String) && !(value instanceof List<?>)) {
            throw new JinjaException("'" + Values.kind(value) + "' has no parts");
        }
        long by = step instanceof None ? 1 : whole(step);
        if (by == 0) {
            throw new JinjaException("a part cannot go by 0");
        }
        long length = Values.length(value, run);
        long begin = bound(from, length, by, by > 0 ? 0 : length - 1);
        long end = bound(to, length, by, by > 0 ? length : -1);
        if (by == 1 && value instanceof String text) {
            run.makesText(Math.max(0, end - begin));
            return begin >= end ? "" : Texts.part(text, (int) begin, (int) end);
        }
        List<Object> items = Values.items(value, run);
        List<Object> part = new ArrayList<>();
        for (long i = begin; by > 0 ? i < end : i > end; i += by) {
            part.add(items.get((int) i));
        }
        run.goesOverItems(part.size());
        return switch (value) {
            case String _ ->
                part.stream()
                        .map(String.class::cast)
                        .reduce(new StringBuilder(), StringBuilder::append, (a, _) -> a)
                        .toString();
            case Tuple _ -> new Tuple(part);
            default -> part;
        };
    }

    private static long bound(Object given, long length, long by, long otherwise) {
        if (given instanceof None) {
            return otherwise;
        }
        long at = whole(given);
        long counted = at < 0 ? at + length : at;
        return Math.clamp(counted, by > 0 ? 0 : -1, by > 0 ? length : length - 1);
    }

    private static long whole(Object value) {
        if (Values.counted(value) instanceof Long number) {
            return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        throw new JinjaException("a part is bounded by whole numbers, not by '" + Values.kind(value) + "'");
    }
}

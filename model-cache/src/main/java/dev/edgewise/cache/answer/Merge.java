package dev.edgewise.cache.answer;

import dev.edgewise.cache.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One value of an answer, put together from the pieces that a stream's chunks bring. Pieces of text are appended or the
 * last one stands, lists grow, and list items that carry an index are merged with those of the same index. Linear in the
 * stream's length.
 */
final class Merge {
    /** Members that name something: a repeated one is not a further piece. */
    private static final List<String> NAMING = List.of("role", "type", "id", "object", "name");

    private final boolean appends;
    private @Nullable StringBuilder text;
    private @Nullable Map<String, Merge> members;
    private @Nullable List<Json> items;
    private @Nullable TreeMap<Long, Merge> indexed;
    private @Nullable Json last;

    /** @param appends whether pieces of text make one text; otherwise the last one stands */
    Merge(boolean appends) {
        this.appends = appends;
    }

    /** Adds a piece. {@code null} never replaces anything. */
    void add(Json piece) {
        switch (piece) {
            case Json.Obj(var named) -> {
                if (members == null) {
                    members = new LinkedHashMap<>();
                }
                Map<String, Merge> into = members;
                named.forEach((name, value) ->
                        into.computeIfAbsent(name, this::member).add(value));
            }
            case Json.Arr(var list) -> addItems(list);
            case Json.Text(var value) -> addText(value);
            case Json.Literal literal -> last = Json.NULL.equals(literal) && last != null ? last : literal;
        }
    }

    private Merge member(String name) {
        return new Merge(appends && !NAMING.contains(name));
    }

    private void addText(String value) {
        if (text == null) {
            text = new StringBuilder(value);
        } else if (appends) {
            text.append(value);
        } else if (!value.isEmpty()) {
            text.setLength(0);
            text.append(value);
        }
    }

    private void addItems(List<Json> list) {
        if (items == null) {
            items = new ArrayList<>();
        }
        for (Json item : list) {
            Long index = item instanceof Json.Obj object ? index(object) : null;
            if (index == null) {
                items.add(item);
            } else {
                if (indexed == null) {
                    indexed = new TreeMap<>();
                }
                indexed.computeIfAbsent(index, fresh -> new Merge(appends)).add(item);
            }
        }
    }

    static @Nullable Long index(Json.Obj object) {
        if (object.get("index") instanceof Json.Literal(var source)) {
            try {
                return Long.parseLong(source);
            } catch (NumberFormatException notAnInteger) {
                return null;
            }
        }
        return null;
    }

    /** Everything added so far as one value. */
    Json value() {
        if (text != null) {
            return new Json.Text(text.toString());
        }
        if (members != null) {
            Json.Obj object = new Json.Obj();
            members.forEach((name, value) -> object.with(name, value.value()));
            return object;
        }
        if (items != null) {
            List<Json> all = new ArrayList<>(items);
            if (indexed != null) {
                indexed.values().forEach(item -> all.add(item.value()));
            }
            return new Json.Arr(all);
        }
        return last == null ? Json.NULL : last;
    }
}

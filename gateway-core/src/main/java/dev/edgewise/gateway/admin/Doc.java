package dev.edgewise.gateway.admin;

import dev.edgewise.cache.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A JSON object in the making; its members keep their order. */
public final class Doc {
    private final Json.Obj members = new Json.Obj();

    Doc text(String name, String value) {
        members.with(name, new Json.Text(value));
        return this;
    }

    Doc number(String name, long value) {
        members.with(name, Json.number(value));
        return this;
    }

    /** A share of one, to four places. */
    Doc ratio(String name, double value) {
        members.with(name, new Json.Literal(String.format(Locale.ROOT, "%.4f", value)));
        return this;
    }

    Doc flag(String name, boolean value) {
        members.with(name, new Json.Literal(Boolean.toString(value)));
        return this;
    }

    Doc object(String name, Doc value) {
        members.with(name, value.members);
        return this;
    }

    Doc texts(String name, List<String> values) {
        members.with(
                name,
                new Json.Arr(
                        List.copyOf(values.stream().<Json>map(Json.Text::new).toList())));
        return this;
    }

    Doc objects(String name, Stream<Doc> values) {
        members.with(name, new Json.Arr(values.<Json>map(value -> value.members).toList()));
        return this;
    }

    Json json() {
        return members;
    }
}

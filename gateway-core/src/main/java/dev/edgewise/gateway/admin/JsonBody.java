package dev.edgewise.gateway.admin;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonReader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON object that a request carries. */
final class JsonBody {
    private static final JsonReader READER = new JsonReader(AdminServer.BODY_BYTES_MAX);

    private final Json.Obj members;

    private JsonBody(Json.Obj members) {
        this.members = members;
    }

    /** The body, when it is an object of these members at most; no body counts as an empty object. */
    static JsonBody of(AdminRequest request, Set<String> known) {
        byte[] bytes = request.body();
        if (bytes.length == 0) {
            return new JsonBody(new Json.Obj());
        }
        if (!(READER.read(bytes, 0, bytes.length) instanceof Json.Obj object)) {
            throw new BadRequestException("The body is not one well-formed JSON object.");
        }
        for (String name : object.members().keySet()) {
            if (!known.contains(name)) {
                throw new BadRequestException("There is no member '" + shown(name) + "' here; known are "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        }
        return new JsonBody(object);
    }

    /** A text, or null when it is absent or {@code null}. */
    @Nullable
    String text(String name) {
        Json value = members.get(name);
        if (Json.isNull(value)) {
            return null;
        }
        if (value instanceof Json.Text(String text) && !text.isBlank()) {
            return text;
        }
        throw new BadRequestException("'" + name + "' must be a text that is not empty.");
    }

    /** A truth value, false when it is absent or {@code null}. */
    boolean flag(String name) {
        Json value = members.get(name);
        if (Json.isNull(value)) {
            return false;
        }
        if (value instanceof Json.Literal(String source) && (source.equals("true") || source.equals("false"))) {
            return source.equals("true");
        }
        throw new BadRequestException("'" + name + "' must be true or false.");
    }

    /** An object, or null when it is absent or {@code null}. */
    Json.@Nullable Obj object(String name) {
        Json value = members.get(name);
        if (Json.isNull(value)) {
            return null;
        }
        if (value instanceof Json.Obj object) {
            return object;
        }
        throw new BadRequestException("'" + name + "' must be an object.");
    }

    private static String shown(String name) {
        return name.length() > 50 ? name.substring(0, 50) + "…" : name;
    }
}

package dev.edgewise.gateway.config.schema;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Kind;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.MapOf;
import dev.edgewise.gateway.config.setting.Scalar;
import dev.edgewise.gateway.config.setting.Scalar.Form;
import dev.edgewise.gateway.config.setting.Scalar.JsonType;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.setting.Setting.Presence;
import dev.edgewise.gateway.config.source.Tree;
import dev.edgewise.gateway.config.source.YamlReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings as JSON Schema 2020-12, for editors that complete and check YAML. */
public final class JsonSchema {

    private static final Map<String, Object> ENVIRONMENT = Map.of("$ref", "#/$defs/environment");

    private JsonSchema() {}

    /** The schema of a whole file. */
    public static Map<String, Object> of(Group<?> root, String title) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        schema.putAll(group(root));
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("description", "A value from the environment: ${NAME} or ${NAME:-default}.");
        environment.put("type", "string");
        environment.put("pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}");
        schema.put("$defs", Map.of("environment", environment));
        return schema;
    }

    private static Map<String, Object> kind(Kind<?> kind) {
        return switch (kind) {
            case Scalar<?> scalar -> scalar(scalar);
            case ListOf<?> list -> list(list);
            case MapOf<?> map -> map(map);
            case Group<?> group -> group(group);
        };
    }

    private static Map<String, Object> scalar(Scalar<?> scalar) {
        Form form = scalar.form();
        if (form.type() == JsonType.NUMBER) {
            return number(form);
        }
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("type", form.type().name().toLowerCase(Locale.ROOT));
        if (form.pattern() != null) {
            plain.put("pattern", "^(?:" + form.pattern() + ")$");
        }
        if (!form.choices().isEmpty()) {
            plain.put("enum", form.choices());
        }
        if (form.type() == JsonType.INTEGER && form.min() != null && form.max() != null) {
            plain.put("minimum", Long.parseLong(form.min()));
            plain.put("maximum", Long.parseLong(form.max()));
        }
        boolean anyText = form.type() == JsonType.STRING
                && form.pattern() == null
                && form.choices().isEmpty();
        return anyText ? plain : alternatives(plain, ENVIRONMENT);
    }

    private static Map<String, Object> number(Form form) {
        Map<String, Object> number = new LinkedHashMap<>();
        number.put("type", "number");
        if (form.min() != null && form.max() != null) {
            number.put("minimum", Double.parseDouble(form.min()));
            number.put("maximum", Double.parseDouble(form.max()));
        }
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("type", "string");
        text.put("pattern", "^(?:" + form.pattern() + ")$");
        Map<String, Object> any = new LinkedHashMap<>();
        any.put("anyOf", List.of(number, text, ENVIRONMENT));
        return any;
    }

    private static Map<String, Object> list(ListOf<?> list) {
        Map<String, Object> array = new LinkedHashMap<>();
        array.put("type", "array");
        array.put("items", kind(list.item()));
        if (list.countMin() > 0) {
            array.put("minItems", list.countMin());
        }
        array.put("maxItems", list.countMax());
        return list.item() instanceof Scalar<?> one ? alternatives(array, scalar(one)) : array;
    }

    private static Map<String, Object> map(MapOf<?> map) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        String names = map.name().form().pattern();
        if (names != null) {
            object.put("propertyNames", Map.of("pattern", "^(?:" + names + ")$"));
        }
        object.put("additionalProperties", kind(map.value()));
        object.put("maxProperties", map.countMax());
        return object;
    }

    private static Map<String, Object> group(Group<?> group) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Setting<?> setting : group.settings()) {
            properties.put(setting.key(), property(setting));
            if (setting.readableFromFile()) {
                Map<String, Object> file = new LinkedHashMap<>();
                file.put("description", "File that holds " + setting.key() + ": " + setting.says());
                file.put("type", "string");
                properties.put(setting.fileKey(), file);
            }
            if (setting.presence() == Presence.REQUIRED) {
                required.add(setting.key());
            }
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("description", group.says());
        object.put("type", "object");
        object.put("properties", properties);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        object.put("additionalProperties", false);
        return object;
    }

    private static Map<String, Object> property(Setting<?> setting) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", setting.says() + (setting.restart() ? " A change needs a restart." : ""));
        Map<String, Object> rest = kind(setting.kind());
        rest.remove("description");
        property.putAll(rest);
        String byDefault = setting.byDefault();
        if (byDefault != null && !byDefault.equals("{}")) {
            property.put("default", example(setting.kind(), byDefault));
        }
        return property;
    }

    private static Object example(Kind<?> kind, String text) {
        return switch (kind) {
            case Scalar<?> scalar -> typed(scalar.form().type(), text);
            case ListOf<?> _, MapOf<?> _, Group<?> _ -> value(YamlReader.readDefault(text));
        };
    }

    private static Object typed(JsonType type, String text) {
        return switch (type) {
            case STRING -> text;
            case INTEGER -> Long.parseLong(text);
            case NUMBER -> text.endsWith("%") ? text : (Object) Double.parseDouble(text);
            case BOOLEAN -> Boolean.parseBoolean(text);
        };
    }

    private static Object value(Tree tree) {
        return switch (tree) {
            case Tree.Text text -> text.value();
            case Tree.Items items ->
                items.items().stream().map(JsonSchema::value).toList();
            case Tree.Entries entries -> {
                Map<String, Object> object = new LinkedHashMap<>();
                entries.entries().forEach(entry -> object.put(entry.key(), value(entry.value())));
                yield object;
            }
            case Tree.Nothing _, Tree.Broken _ -> throw new IllegalArgumentException("a default without a value");
        };
    }

    private static Map<String, Object> alternatives(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> either = new LinkedHashMap<>();
        either.put("anyOf", List.of(one, other));
        return either;
    }
}

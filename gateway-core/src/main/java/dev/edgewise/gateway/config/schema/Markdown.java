package dev.edgewise.gateway.config.schema;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Kind;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.MapOf;
import dev.edgewise.gateway.config.setting.Scalar;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.source.Texts;
import java.util.ArrayList;
import java.util.List;

/** The settings as tables of Markdown, one for each key of the file's top. */
public final class Markdown {

    private Markdown() {}

    /** All tables, each below a heading. */
    public static String of(Group<?> root) {
        StringBuilder text = new StringBuilder();
        for (Setting<?> setting : root.settings()) {
            text.append("### ").append(setting.key()).append("\n\n");
            text.append(setting.says())
                    .append(setting.restart() ? " A change needs a restart." : "")
                    .append("\n\n");
            text.append("| setting | value | default | meaning |\n|---|---|---|---|\n");
            rows(setting.key(), setting.kind(), text);
            text.append('\n');
        }
        List<String> later = new ArrayList<>();
        later("", root, later);
        text.append("### Keys of coming versions\n\n");
        text.append("They are known and refused with a clear error, so that none is ignored in silence:\n\n");
        later.forEach(line -> text.append("- ").append(line).append('\n'));
        return text.toString();
    }

    private static void rows(String path, Kind<?> kind, StringBuilder text) {
        switch (kind) {
            case Scalar<?> _ -> {}
            case ListOf<?> list -> rows(path + "[]", list.item(), text);
            case MapOf<?> map -> rows(path + ".NAME", map.value(), text);
            case Group<?> group -> group.settings().forEach(setting -> row(path, setting, text));
        }
    }

    private static void row(String path, Setting<?> setting, StringBuilder text) {
        String below = Texts.key(path, setting.key());
        boolean section = setting.kind() instanceof Group<?>;
        if (!section || setting.byDefault() == null) {
            String file = setting.readableFromFile() ? ", `" + setting.fileKey() + "`" : "";
            String says = setting.says() + (setting.restart() ? " A change needs a restart." : "");
            text.append("| `").append(below).append('`').append(file);
            text.append(" | ").append(cell(value(setting.kind())));
            text.append(" | ").append(byDefault(setting));
            text.append(" | ").append(cell(says)).append(" |\n");
        }
        rows(below, setting.kind(), text);
    }

    private static String byDefault(Setting<?> setting) {
        return switch (setting.presence()) {
            case REQUIRED -> "required";
            case OPTIONAL -> "absent";
            case DEFAULTED -> "`" + setting.byDefault() + "`";
        };
    }

    private static String value(Kind<?> kind) {
        return switch (kind) {
            case Scalar<?> scalar -> scalar.form().expected();
            case ListOf<?> list -> "list of: " + value(list.item());
            case MapOf<?> map -> "mapping from names to: " + value(map.value());
            case Group<?> _ -> "the settings below";
        };
    }

    private static void later(String path, Kind<?> kind, List<String> lines) {
        switch (kind) {
            case Scalar<?> _ -> {}
            case ListOf<?> list -> later(path + "[]", list.item(), lines);
            case MapOf<?> map -> later(path + ".NAME", map.value(), lines);
            case Group<?> group -> {
                group.later().forEach((key, what) -> lines.add("`" + Texts.key(path, key) + "`: " + what));
                group.settings().forEach(setting -> later(Texts.key(path, setting.key()), setting.kind(), lines));
            }
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}

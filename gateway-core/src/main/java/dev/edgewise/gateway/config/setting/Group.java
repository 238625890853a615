package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.setting.Setting.Presence;
import dev.edgewise.gateway.config.source.At;
import dev.edgewise.gateway.config.source.Origin;
import dev.edgewise.gateway.config.source.Texts;
import dev.edgewise.gateway.config.source.Tree;
import dev.edgewise.gateway.config.source.YamlReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping with fixed keys that becomes a record. Immutable.
 *
 * @param <R> the record
 */
public final class Group<R> implements Kind<R> {

    private final String says;
    private final Function<Values, R> make;
    private final List<Setting<?>> settings;
    private final Map<String, String> later;

    private Group(String says, Function<Values, R> make, List<Setting<?>> settings, Map<String, String> later) {
        this.says = says;
        this.make = make;
        this.settings = settings;
        this.later = later;
    }

    /**
     * A group.
     *
     * @param says one sentence for people
     * @param make makes the record of the values
     * @param settings the keys in the order of the documents
     */
    public static <R> Group<R> of(String says, Function<Values, R> make, Setting<?>... settings) {
        return new Group<>(says, make, List.of(settings), Map.of());
    }

    /** The same, with a key that belongs to the product but not yet to this version: an error that says so. */
    public Group<R> later(String key, String what) {
        Map<String, String> more = new LinkedHashMap<>(later);
        more.put(key, what);
        return new Group<>(says, make, settings, Collections.unmodifiableMap(more));
    }

    /** One sentence for people. */
    public String says() {
        return says;
    }

    /** The keys in the order of the documents. */
    public List<Setting<?>> settings() {
        return settings;
    }

    /** Keys of coming versions, with what they are for. */
    public Map<String, String> later() {
        return later;
    }

    @Override
    public @Nullable R read(Tree tree, Scope scope) {
        if (!(tree instanceof Tree.Entries(List<Tree.Entry> entries, At at))) {
            scope.mismatch(tree, "a mapping with " + String.join(", ", keys()));
            return null;
        }
        Map<String, Tree.Entry> byKey = new HashMap<>();
        for (Tree.Entry entry : entries) {
            byKey.put(entry.key(), entry);
        }
        Values values = new Values();
        boolean complete = true;
        for (Setting<?> setting : settings) {
            complete &= take(setting, byKey, at, scope, values);
        }
        for (Tree.Entry entry : entries) {
            if (byKey.containsKey(entry.key())) {
                unknown(entry, scope);
            }
        }
        return complete ? make.apply(values) : null;
    }

    /** Moves one setting from the entries to the values; false when the record cannot be made without it. */
    private static <T> boolean take(
            Setting<T> setting, Map<String, Tree.Entry> entries, At at, Scope parent, Values values) {
        Scope scope = parent.key(setting);
        Tree.Entry entry = entries.remove(setting.key());
        Tree.Entry file = setting.readableFromFile() ? entries.remove(setting.fileKey()) : null;
        if (entry != null && file != null) {
            scope.error(file.keyAt(), "expected either " + setting.key() + " or " + setting.fileKey() + "; found both");
        }
        Tree tree = null;
        if (entry != null) {
            tree = entry.value();
        } else if (file != null) {
            tree = SecretFiles.read(file, scope);
        }
        if (tree != null) {
            scope.place(tree.at());
        }
        if (tree == null || (setting.presence() == Presence.OPTIONAL && emptyFromEnvironment(tree))) {
            return absent(setting, at, scope, values);
        }
        T value = setting.kind().read(tree, scope);
        if (value != null) {
            values.put(setting, value);
            return true;
        }
        // The problem is told; a default in its place lets the rest be checked too.
        return setting.presence() != Presence.REQUIRED && absent(setting, at, scope.standIn(), values);
    }

    /** {@code ${NAME:-}} switches an optional setting off. */
    private static boolean emptyFromEnvironment(Tree tree) {
        return tree instanceof Tree.Text(String value, Origin.Environment _) && value.isEmpty();
    }

    private static <T> boolean absent(Setting<T> setting, At at, Scope scope, Values values) {
        String byDefault = setting.byDefault();
        if (byDefault == null) {
            if (setting.presence() == Presence.REQUIRED) {
                scope.error(at, "expected the key '" + setting.key() + "': " + setting.says());
            }
            return setting.presence() == Presence.OPTIONAL;
        }
        T value = setting.kind().read(defaultTree(setting.kind(), byDefault), scope);
        if (value == null) {
            throw new IllegalStateException("the default of " + scope.path() + " is not valid");
        }
        values.putDefault(setting, value);
        return true;
    }

    private static Tree defaultTree(Kind<?> kind, String text) {
        if (kind instanceof Scalar<?>) {
            return new Tree.Text(text, new Origin.Default());
        }
        return switch (text) {
            case "{}" -> new Tree.Entries(List.of(), At.NOWHERE);
            case "[]" -> new Tree.Items(List.of(), At.NOWHERE);
            default -> YamlReader.readDefault(text);
        };
    }

    private void unknown(Tree.Entry entry, Scope scope) {
        String key = entry.key();
        String comes = later.get(key);
        if (comes != null) {
            scope.error(
                    entry.keyAt(),
                    "'" + key + "' (" + comes + ") is not available in this version of Edgewise; remove the key");
            return;
        }
        scope.error(
                entry.keyAt(),
                "unknown key " + Texts.quote(key) + Texts.didYouMean(key, keys()) + "; allowed: "
                        + String.join(", ", keys()));
    }

    private List<String> keys() {
        TreeSet<String> keys = new TreeSet<>();
        for (Setting<?> setting : settings) {
            keys.add(setting.key());
            if (setting.readableFromFile()) {
                keys.add(setting.fileKey());
            }
        }
        return new ArrayList<>(keys);
    }
}

package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.source.Origin;
import dev.edgewise.gateway.config.source.Tree;
import dev.edgewise.gateway.config.unit.Parsed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mapping whose keys the operator chooses.
 *
 * @param name what a key looks like
 * @param value what stands behind each key
 * @param countMax how many keys there may be
 */
public record MapOf<T>(Scalar<String> name, Kind<T> value, int countMax) implements Kind<Map<String, T>> {

    /** The values in the file's order. */
    @Override
    public @Nullable Map<String, T> read(Tree tree, Scope scope) {
        if (!(tree instanceof Tree.Entries(List<Tree.Entry> entries, var at))) {
            scope.mismatch(tree, "a mapping from names to settings");
            return null;
        }
        if (entries.size() > countMax) {
            scope.error(at, "expected at most " + countMax + " entries; found " + entries.size());
            return null;
        }
        if (entries.isEmpty()) {
            scope.inForce("{}", at.line() == 0 ? new Origin.Default() : new Origin.InFile(at));
        }
        Map<String, T> values = new LinkedHashMap<>();
        boolean sound = true;
        for (Tree.Entry entry : entries) {
            Scope below = scope.key(entry.key());
            below.place(entry.keyAt());
            if (name.parse(entry.key(), scope.folder()) instanceof Parsed.Bad<String>(String expected)) {
                scope.error(entry.keyAt(), "expected " + expected + " as name");
                sound = false;
            }
            T read = value.read(entry.value(), below);
            if (read == null) {
                sound = false;
            } else {
                values.put(entry.key(), read);
            }
        }
        return sound ? Collections.unmodifiableMap(values) : null;
    }
}

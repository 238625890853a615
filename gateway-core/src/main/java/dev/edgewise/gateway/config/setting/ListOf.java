package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.source.Origin;
import dev.edgewise.gateway.config.source.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of values of one kind. A single value may stand for a list of one.
 *
 * @param item what it lists
 * @param countMin how many there must be
 * @param countMax how many there may be
 */
public record ListOf<T>(Kind<T> item, int countMin, int countMax) implements Kind<List<T>> {

    @Override
    public @Nullable List<T> read(Tree tree, Scope scope) {
        if (tree instanceof Tree.Text && item instanceof Scalar) {
            T only = item.read(tree, scope);
            return only == null ? null : List.of(only);
        }
        if (!(tree instanceof Tree.Items(List<Tree> nodes, var at))) {
            scope.mismatch(tree, "a list");
            return null;
        }
        if (nodes.size() < countMin || nodes.size() > countMax) {
            scope.error(at, "expected " + countMin + " to " + countMax + " items; found " + nodes.size());
            return null;
        }
        if (nodes.isEmpty()) {
            scope.inForce("[]", at.line() == 0 ? new Origin.Default() : new Origin.InFile(at));
        }
        List<T> values = new ArrayList<>();
        boolean sound = true;
        for (int i = 0; i < nodes.size(); i++) {
            Scope below = scope.item(i);
            below.place(nodes.get(i).at());
            T value = item.read(nodes.get(i), below);
            if (value == null) {
                sound = false;
            } else {
                values.add(value);
            }
        }
        return sound ? List.copyOf(values) : null;
    }
}

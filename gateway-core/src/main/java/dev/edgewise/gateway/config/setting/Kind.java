package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.source.Tree;
import org.jspecify.annotations.Nullable;

/**
 * How a value is written.
 *
 * @param <T> what it becomes
 */
public sealed interface Kind<T> permits Scalar, ListOf, MapOf, Group {

    /**
     * Understands a node. Problems go to the scope, all of them, not only the first.
     *
     * @return null when the node could not be understood; a problem has been reported then
     */
    @Nullable
    T read(Tree tree, Scope scope);
}

package dev.edgewise.cache.directive;

import java.util.List;

/** A request's headers, as far as the cache needs them. */
@FunctionalInterface
public interface HeaderLines {
    /** The values of all lines of that name, in order; empty when there are none. Names are not case-sensitive. */
    List<String> all(String name);
}

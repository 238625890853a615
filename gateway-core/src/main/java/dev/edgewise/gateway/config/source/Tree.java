package dev.edgewise.gateway.config.source;

import java.util.List;

/** A configuration text, parsed but not yet understood. Immutable. */
public sealed interface Tree {

    /** Where the node begins. */
    At at();

    /** One value, as text; numbers and truth values are texts too until a setting reads them. */
    record Text(String value, Origin origin) implements Tree {
        @Override
        public At at() {
            return origin.at();
        }
    }

    /** A list. */
    record Items(List<Tree> items, At at) implements Tree {}

    /** A mapping; keys are unique and stand in the file's order. */
    record Entries(List<Entry> entries, At at) implements Tree {}

    /** A key without a value, or an explicit {@code null}. */
    record Nothing(At at) implements Tree {}

    /** Something whose problem has been reported already. */
    record Broken(At at) implements Tree {}

    /** One line of a mapping. */
    record Entry(String key, At keyAt, Tree value) {}

    /** What stands here, to follow the word "found"; never the content of a value. */
    default String what() {
        return switch (this) {
            case Text _ -> "a single value";
            case Items _ -> "a list";
            case Entries _ -> "a mapping";
            case Nothing _ -> "nothing";
            case Broken _ -> "something unreadable";
        };
    }
}

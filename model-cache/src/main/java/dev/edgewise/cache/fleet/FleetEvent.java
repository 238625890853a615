package dev.edgewise.cache.fleet;

import dev.edgewise.cache.shared.TargetText;
import dev.edgewise.cache.store.Purge;

/** Something that every node of a fleet must know. */
public sealed interface FleetEvent {
    /** Answers were purged. */
    record Purged(Purge purge) implements FleetEvent {}

    /**
     * A file of the operator's own answers was put in force.
     *
     * @param name the file's
     * @param yaml what it holds
     */
    record Pinned(String name, String yaml) implements FleetEvent {}

    /** A file of that name was forgotten. */
    record Unpinned(String name) implements FleetEvent {}

    /** Of two events about the same thing, the later one is all that counts. */
    default String subject() {
        return switch (this) {
            case Purged(Purge purge) -> (purge.soft() ? "soften " : "purge ") + TargetText.write(purge.target());
            case Pinned(String name, String yaml) -> "pin " + name;
            case Unpinned(String name) -> "pin " + name;
        };
    }
}

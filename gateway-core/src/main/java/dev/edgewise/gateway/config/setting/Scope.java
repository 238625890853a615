package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.source.At;
import dev.edgewise.gateway.config.source.Origin;
import dev.edgewise.gateway.config.source.Texts;
import dev.edgewise.gateway.config.source.Tree;
import java.nio.file.Path;

/** One place in the tree of settings while it is read. Immutable, but it writes into its {@link Reading}. */
public final class Scope {

    private final Reading reading;
    private final String path;
    private final boolean restart;
    private final boolean standIn;

    Scope(Reading reading, String path, boolean restart, boolean standIn) {
        this.reading = reading;
        this.path = path;
        this.restart = restart;
        this.standIn = standIn;
    }

    /** The setting that is read here. */
    String path() {
        return path;
    }

    Path folder() {
        return reading.folder();
    }

    Scope key(Setting<?> setting) {
        return new Scope(reading, Texts.key(path, setting.key()), restart || setting.restart(), standIn);
    }

    Scope key(String key) {
        return new Scope(reading, Texts.key(path, key), restart, standIn);
    }

    Scope item(int index) {
        return new Scope(reading, Texts.item(path, index), restart, standIn);
    }

    /** For a default that stands in for a broken value, so that the rest can still be checked: it is not in force. */
    Scope standIn() {
        return new Scope(reading, path, restart, true);
    }

    /** Remembers where this setting stands. */
    void place(At at) {
        if (!standIn) {
            reading.place(path, at);
        }
    }

    /** Remembers the value in force. */
    void inForce(String shown, Origin origin) {
        if (!standIn) {
            reading.inForce(new Effective(path, shown, origin, restart));
        }
    }

    void readFrom(Path file) {
        reading.readFrom(file);
    }

    void error(At at, String message) {
        reading.problems().error(at, path, message);
    }

    void warning(At at, String message) {
        reading.problems().warning(at, path, message);
    }

    /** "Expected … found …", unless the node's problem is known already. */
    void mismatch(Tree tree, String expected) {
        if (!(tree instanceof Tree.Broken)) {
            error(tree.at(), "expected " + expected + "; found " + tree.what());
        }
    }
}

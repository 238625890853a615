package dev.edgewise.gateway.config.source;

import java.nio.file.Path;

/** Where a value came from; {@link #show()} never contains the value. */
public sealed interface Origin {

    /** Nobody set it. */
    record Default() implements Origin {}

    /** It is written in the file. */
    record InFile(At at) implements Origin {}

    /**
     * It was read from the environment.
     *
     * @param names the variables, separated by commas
     * @param at where the file names them
     */
    record Environment(String names, At at) implements Origin {}

    /** It was read from a file of its own, named by a key that ends in {@code _file}. */
    record SecretFile(Path file, At at) implements Origin {}

    /** Where in the configuration file it is said. */
    default At at() {
        return switch (this) {
            case Default() -> At.NOWHERE;
            case InFile(At at) -> at;
            case Environment(String _, At at) -> at;
            case SecretFile(Path _, At at) -> at;
        };
    }

    /** One short text for people. */
    default String show() {
        return switch (this) {
            case Default() -> "default";
            case InFile(At at) -> at.toString();
            case Environment(String names, At at) -> "environment " + names + ", " + at;
            case SecretFile(Path file, At at) -> "file " + file + ", " + at;
        };
    }
}

package dev.edgewise.gateway.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The arguments that a service manager starts a node with, understood without picocli: reading its annotations would be a
 * third of what a start costs.
 */
final class PlainServe {
    private PlainServe() {}

    /** What {@code serve} or {@code serve --config FILE} names, or null for any other arguments. */
    static @Nullable ConfigFile parse(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("serve")) {
            return null;
        }
        return switch (arguments.length) {
            case 1 -> new ConfigFile(null);
            case 2 -> arguments[1].startsWith("--config=") ? file(arguments[1].substring("--config=".length())) : null;
            case 3 -> arguments[1].equals("--config") || arguments[1].equals("-c") ? file(arguments[2]) : null;
            default -> null;
        };
    }

    private static @Nullable ConfigFile file(String name) {
        if (name.isEmpty() || name.startsWith("-") || name.startsWith("\"") || name.startsWith("@")) {
            return null;
        }
        try {
            return new ConfigFile(Path.of(name));
        } catch (InvalidPathException said) {
            // The full parser says what is wrong.
            return null;
        }
    }
}

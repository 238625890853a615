package dev.edgewise.gateway.fleet;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Remembers over restarts which event was heard last. One that lags behind has events heard twice, which does no harm. */
final class Position {
    private static final System.Logger LOG = System.getLogger(Position.class.getName());

    private final Path file;

    Position(Path file) {
        this.file = file;
    }

    /** The last event heard, 0 when nobody knows. */
    long read() {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
    }

    void write(long number) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), Long.toString(number));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "the place in the fleet''s events could not be remembered: {0}", failed.toString());
        }
    }
}

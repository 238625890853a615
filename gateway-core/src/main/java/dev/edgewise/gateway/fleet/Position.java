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

    /**
     * A place in a stream.
     *
     * @param number the last event heard, 0 for none
     * @param stream when the stream was made, in milliseconds since 1970: numbers of another one mean nothing; 0 when nobody
     *     knows
     */
    record Place(long number, long stream) {
        static final Place NONE = new Place(0, 0);

        Place at(long later) {
            return new Place(later, stream);
        }
    }

    /** The last place; {@link Place#NONE} when nobody knows. */
    Place read() {
        try {
            String[] parts = Files.readString(file).strip().split(" ", -1);
            return parts.length == 2
                    ? new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]))
                    : new Place(Long.parseLong(parts[0]), 0);
        } catch (IOException | NumberFormatException unknown) {
            return Place.NONE;
        }
    }

    void write(Place place) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path written = Files.writeString(
                    file.resolveSibling(file.getFileName() + ".new"), place.number() + " " + place.stream());
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "the place in the fleet''s events could not be remembered: {0}", failed.toString());
        }
    }
}

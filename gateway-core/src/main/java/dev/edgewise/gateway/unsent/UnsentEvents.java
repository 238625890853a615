package dev.edgewise.gateway.unsent;

import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.fleet.FleetEvents;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Events that wait to be told to somebody who may be out of reach, in a file: an operator was told that a purge is done, and a
 * node that dies before the others know must not forget it. Any thread; waits for the disk, so not for an event loop.
 */
public final class UnsentEvents {
    private static final System.Logger LOG = System.getLogger(UnsentEvents.class.getName());
    private static final String SENDER = "unsent";

    private final Path file;

    /** @param file is made when something waits, and removed when nothing does */
    public UnsentEvents(Path file) {
        this.file = file;
    }

    /** What waited when the node ended. What cannot be read may have been anything: it is one purge of everything. */
    public synchronized List<FleetEvent> read() {
        List<FleetEvent> events = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                FleetEvents.Told told = FleetEvents.read(line.getBytes(StandardCharsets.UTF_8));
                events.add(told == null ? everything() : told.event());
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException damaged) {
            LOG.log(Level.ERROR, "what waited to be told cannot be read; everything is purged: " + file, damaged);
            return List.of(everything());
        }
        return events;
    }

    /** When the list changed last, in milliseconds since 1970: all that waits is at least as old. 0 when nobody knows. */
    public synchronized long changedMs() {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException none) {
            return 0;
        }
    }

    private static FleetEvent everything() {
        return new FleetEvent.Purged(Purge.hard(new PurgeTarget.All()));
    }

    /**
     * Writes down what waits now; asks for it when nobody else writes, so that the last one writes the last state.
     *
     * @throws UncheckedIOException if it is not safe on disk
     */
    public synchronized void write(Supplier<List<FleetEvent>> waiting) {
        try {
            put(waiting.get());
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "what was done holds here, but what others have to be told is not safe on disk: a restart would forget it",
                    failed);
        }
    }

    /** The same when something waits no longer; a failure does no harm but that something is told twice, and is logged. */
    public synchronized void forget(Supplier<List<FleetEvent>> waiting) {
        try {
            put(waiting.get());
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "what was told could not be struck off; after a restart it is told again", failed);
        }
    }

    private void put(List<FleetEvent> events) throws IOException {
        if (events.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            replace(events);
        }
    }

    private void replace(List<FleetEvent> events) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path written = file.resolveSibling(file.getFileName() + ".new");
        var lines = new ArrayList<String>(events.size());
        for (FleetEvent event : events) {
            lines.add(new String(FleetEvents.write(event, SENDER), StandardCharsets.UTF_8));
        }
        Files.write(written, lines);
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // Else a machine that stops may have the file of before.
        Folders.force(folder);
    }
}

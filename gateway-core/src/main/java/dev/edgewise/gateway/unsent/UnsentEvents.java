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
import java.util.regex.Pattern;

/**
 * Events that wait to be told to somebody who may be out of reach, in a file: an operator was told that a purge is done, and a
 * node that dies before the others know must not forget it. Any thread; waits for the disk, so not for an event loop.
 */
public final class UnsentEvents {
    private static final System.Logger LOG = System.getLogger(UnsentEvents.class.getName());
    private static final String NOBODY_KNOWS = "unsent";
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,18}");

    /**
     * What waits.
     *
     * @param saidMs when it was said, in milliseconds since 1970; 0 when nobody wrote it down
     */
    public record Unsent(FleetEvent event, long saidMs) {}

    private final Path file;

    /** @param file is made when something waits, and removed when nothing does */
    public UnsentEvents(Path file) {
        this.file = file;
    }

    /**
     * What waited when the node ended, each with when it was said, or else with when the list changed last. What cannot be read
     * may have been anything: it is one purge of everything.
     */
    public synchronized List<Unsent> read() {
        List<Unsent> events = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                FleetEvents.Told told = FleetEvents.read(line.getBytes(StandardCharsets.UTF_8));
                events.add(told == null ? everything() : new Unsent(told.event(), saidMs(told.sender())));
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException damaged) {
            LOG.log(Level.ERROR, "what waited to be told cannot be read; everything is purged: " + file, damaged);
            return List.of(everything());
        }
        return events;
    }

    private long saidMs(String sender) {
        return MILLIS.matcher(sender).matches() ? Long.parseLong(sender) : changedMs();
    }

    /** All that waits is at least as old. 0 when nobody knows. */
    private long changedMs() {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException none) {
            return 0;
        }
    }

    private Unsent everything() {
        return new Unsent(new FleetEvent.Purged(Purge.hard(new PurgeTarget.All())), changedMs());
    }

    /**
     * Writes down what waits now; asks for it when nobody else writes, so that the last one writes the last state.
     *
     * @throws UncheckedIOException if it is not safe on disk
     */
    public synchronized void write(Supplier<List<Unsent>> waiting) {
        try {
            put(waiting.get());
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "what was done holds here, but what others have to be told is not safe on disk: a restart would forget it",
                    failed);
        }
    }

    /** The same when something waits no longer; a failure does no harm but that something is told twice, and is logged. */
    public synchronized void forget(Supplier<List<Unsent>> waiting) {
        try {
            put(waiting.get());
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "what was told could not be struck off; after a restart it is told again", failed);
        }
    }

    private void put(List<Unsent> events) throws IOException {
        if (events.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            replace(events);
        }
    }

    private void replace(List<Unsent> events) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path written = file.resolveSibling(file.getFileName() + ".new");
        var lines = new ArrayList<String>(events.size());
        for (Unsent unsent : events) {
            String said = unsent.saidMs > 0 ? Long.toString(unsent.saidMs) : NOBODY_KNOWS;
            lines.add(new String(FleetEvents.write(unsent.event, said), StandardCharsets.UTF_8));
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

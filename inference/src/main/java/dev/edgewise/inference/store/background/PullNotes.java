package dev.edgewise.inference.store.background;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Why a model could not be pulled, in one small file beside the store, for those who ask without a running node. Any thread;
 * reads and writes files.
 */
public final class PullNotes {
    private static final System.Logger LOG = System.getLogger(PullNotes.class.getName());
    private static final String FILE = "pulls.json";
    private static final long BYTES_MAX = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final InstantSource clock;

    /** @param store the folder of local models below the node's store */
    public PullNotes(Path store, InstantSource clock) {
        this.file = store.resolve(FILE);
        this.clock = clock;
    }

    /**
     * A failure.
     *
     * @param reason one sentence without its end
     * @param tries so far
     * @param at of the last one
     */
    public record Note(String reason, int tries, Instant at) {}

    /** What was noted of a reference; empty if nothing was, or it cannot be read. */
    public Optional<Note> of(String reference) {
        JsonNode note = read().path(reference);
        try {
            return note.isObject()
                    ? Optional.of(new Note(
                            note.path("reason").asText(),
                            note.path("tries").asInt(),
                            Instant.parse(note.path("at").asText())))
                    : Optional.empty();
        } catch (DateTimeParseException damaged) {
            return Optional.empty();
        }
    }

    synchronized void failed(String reference, int tries, String reason) {
        ObjectNode all = read();
        all.putObject(reference)
                .put("reason", reason)
                .put("tries", tries)
                .put("at", clock.instant().toString());
        write(all);
    }

    synchronized void remove(String reference) {
        ObjectNode all = read();
        if (all.remove(reference) != null) {
            write(all);
        }
    }

    private ObjectNode read() {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= BYTES_MAX) {
                return JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode object
                        ? object
                        : JSON.createObjectNode();
            }
        } catch (IOException damaged) {
            LOG.log(Level.WARNING, "what was noted of pulls cannot be read: {0}", damaged.getMessage());
        }
        return JSON.createObjectNode();
    }

    /** A disk that is full is told to the log alone. */
    private void write(ObjectNode all) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial = file.resolveSibling(FILE + ".partial");
            Files.write(partial, JSON.writeValueAsBytes(all));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "why a pull failed is not noted: {0}", e.getMessage());
        }
    }
}

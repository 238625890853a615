package dev.edgewise.inference.provider;

import dev.edgewise.inference.ModelId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What each model was computed with when a node last loaded it, in small files beside the store, for those who ask without
 * a running node. Nothing is noted of a model for which nothing but the processor was wanted. Any thread; reads and writes
 * files.
 */
public final class ProviderNotes {
    private static final System.Logger LOG = System.getLogger(ProviderNotes.class.getName());
    private static final String FOLDER = "providers";
    private static final String USED = "used";

    private final Path folder;

    /** @param store the folder of local models below the node's store */
    public ProviderNotes(Path store) {
        this.folder = store.resolve(FOLDER);
    }

    /** Notes a choice; a disk that is full is told to the log alone. */
    public void write(ModelId model, ProviderChoice choice) {
        Path file = file(model);
        try {
            if (choice.refused().isEmpty() && !choice.used().onDevice()) {
                Files.deleteIfExists(file);
                return;
            }
            Path parent = Objects.requireNonNull(file.getParent());
            Files.createDirectories(parent);
            List<String> lines = new ArrayList<>();
            lines.add(USED + "\t" + choice.used().id());
            choice.refused().forEach(refusal -> lines.add(refusal.provider().id() + "\t" + refusal.reason()));
            Path partial = Files.createTempFile(parent, "note", ".partial");
            Files.write(partial, lines, StandardCharsets.UTF_8);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "what computes {0} is not noted: {1}", model, e.getMessage());
        }
    }

    /** What was noted of a model; empty if nothing was, or it cannot be read. */
    public Optional<ProviderChoice> read(ModelId model) {
        try {
            Provider used = Provider.CPU;
            List<ProviderChoice.Refusal> refused = new ArrayList<>();
            for (String line : Files.readAllLines(file(model), StandardCharsets.UTF_8)) {
                String[] parts = line.split("\t", 2);
                if (parts[0].equals(USED)) {
                    used = Provider.valueOf(parts[1].toUpperCase(Locale.ROOT));
                } else {
                    refused.add(
                            new ProviderChoice.Refusal(Provider.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts[1]));
                }
            }
            return Optional.of(new ProviderChoice(used, refused));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private Path file(ModelId model) {
        return folder.resolve(model.value());
    }
}

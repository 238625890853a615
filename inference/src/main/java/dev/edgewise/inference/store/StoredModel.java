package dev.edgewise.inference.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model in the store.
 *
 * @param name its name
 * @param reference where it came from
 * @param revision the commit or version that was pulled
 * @param export the ONNX file to load, relative to the folder
 * @param snapshot name of its snapshot: the hash of its files' names and hashes
 * @param previous the snapshot that the name meant before; kept, so that a running node does not lose its files
 * @param outdated the one before that, for a day; empty if there is none
 * @param pulledAt when
 * @param folder its files, laid out as they came
 * @param files its files, by name
 */
public record StoredModel(
        String name,
        String reference,
        String revision,
        String export,
        String snapshot,
        Optional<String> previous,
        Optional<Outdated> outdated,
        Instant pulledAt,
        Path folder,
        List<StoredFile> files) {
    /**
     * A version that a node may still name that has not looked since.
     *
     * @param snapshot its files
     * @param keptUntil they are freed after it, and before where the store needs room
     */
    public record Outdated(String snapshot, Instant keptUntil) {}

    /** Copies the list. */
    public StoredModel {
        files = List.copyOf(files);
    }

    /** Size of all files, in bytes. */
    public long bytes() {
        return files.stream().mapToLong(StoredFile::bytes).sum();
    }

    /** All snapshots that are kept for the name. */
    Set<String> snapshots() {
        Set<String> all = new HashSet<>(Set.of(snapshot));
        previous.ifPresent(all::add);
        outdated.ifPresent(old -> all.add(old.snapshot()));
        return all;
    }
}

package dev.edgewise.inference.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What lies in a store and no name reaches: told and freed, by whoever holds the store's lock. */
final class Unreached {
    /** A download that nobody resumed for so long is given up. */
    private static final Duration PARTIAL_AGE_MAX = Duration.ofDays(7);

    private final ModelStore store;
    private final Path root;
    private final InstantSource clock;
    private final ModelStore.Steps steps;

    Unreached(ModelStore store, Path root, InstantSource clock, ModelStore.Steps steps) {
        this.store = store;
        this.root = root;
        this.clock = clock;
        this.steps = steps;
    }

    /** Whether there is a file that no name reaches. Needs no lock. */
    boolean some() throws IOException {
        return !reached(Set.of(), Set.of()).blobs().containsAll(StoreFiles.names(root.resolve("blobs")));
    }

    /** What some name means: snapshots and the files in them, by their hashes. */
    private record Reached(Set<String> snapshots, Set<String> blobs) {}

    /**
     * What is kept.
     *
     * @param inUse snapshots that running processes have
     * @param given snapshots that are kept by nothing but a name's present and previous meaning
     */
    private Reached reached(Set<String> inUse, Set<String> given) throws IOException {
        Set<String> snapshots = new HashSet<>(inUse);
        Set<String> blobs = new HashSet<>();
        Instant now = clock.instant();
        for (StoredModel model : store.list()) {
            model.outdated()
                    .filter(old -> now.isBefore(old.keptUntil()))
                    .ifPresent(old -> snapshots.add(old.snapshot()));
        }
        snapshots.removeAll(given);
        for (StoredModel model : store.list()) {
            snapshots.add(model.snapshot());
            model.previous().ifPresent(snapshots::add);
        }
        for (String snapshot : snapshots) {
            store.files(snapshot).forEach(file -> blobs.add(file.sha256()));
        }
        return new Reached(snapshots, blobs);
    }

    private boolean allNamesRead() throws IOException {
        for (String name : StoreFiles.names(root.resolve("refs"))) {
            if (name.endsWith(".json")
                    && store.model(name.substring(0, name.length() - ".json".length()))
                            .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Frees it, and what dead processes left. Gives the bytes of files freed. */
    long free() throws IOException {
        return free(Set.of());
    }

    /**
     * The same, and besides the outdated versions of names that nobody has in use, oldest first, as many as free so much;
     * none where all together are too little.
     *
     * @param counted files that stay, by their hashes
     */
    long makeRoom(long bytes, Set<String> counted) throws IOException {
        long freed = free(Set.of(), counted);
        Set<String> inUse = InUse.of(root);
        for (StoredModel model : store.list()) {
            Optional<String> old = model.outdated().map(StoredModel.Outdated::snapshot);
            if (old.isPresent() && store.files(old.get()).stream().anyMatch(file -> counted.contains(file.sha256()))) {
                inUse.add(old.get());
            }
        }
        List<String> outdated = store.list().stream()
                .flatMap(model -> model.outdated().stream())
                .filter(old -> !inUse.contains(old.snapshot()))
                .sorted(Comparator.comparing(StoredModel.Outdated::keptUntil))
                .map(StoredModel.Outdated::snapshot)
                .toList();
        for (int i = 1; i <= outdated.size() && freed < bytes; i++) {
            Set<String> given = Set.copyOf(outdated.subList(0, i));
            if (freed + freeable(given, counted) >= bytes) {
                return freed + free(given, counted);
            }
        }
        return freed;
    }

    /** Bytes of the files that freeing these snapshots would free. */
    private long freeable(Set<String> given, Set<String> counted) throws IOException {
        Set<String> reached = reached(InUse.of(root), given).blobs();
        long bytes = 0;
        for (String name : StoreFiles.names(root.resolve("blobs"))) {
            bytes += reached.contains(name) || counted.contains(name)
                    ? 0
                    : Files.size(root.resolve("blobs").resolve(name));
        }
        return bytes;
    }

    /** @param given freed even where they are in use, or outdated only lately; never what a name means or meant before */
    long free(Set<String> given) throws IOException {
        return free(given, Set.of());
    }

    private long free(Set<String> given, Set<String> counted) throws IOException {
        if (!allNamesRead()) {
            // A name that cannot be read may still mean something: its files stay until somebody has looked.
            return abandoned();
        }
        Reached reached = reached(InUse.of(root), given);
        for (String name : StoreFiles.names(root.resolve("snapshots"))) {
            if (!reached.snapshots().contains(name.replaceAll("\\.json$", ""))) {
                steps.before("free a snapshot");
                StoreFiles.remove(root.resolve("snapshots").resolve(name));
            }
        }
        long freed = 0;
        for (String name : StoreFiles.names(root.resolve("blobs"))) {
            if (!reached.blobs().contains(name) && !counted.contains(name)) {
                steps.before("free a file");
                freed += Files.size(root.resolve("blobs").resolve(name));
                Files.deleteIfExists(root.resolve("blobs").resolve(name));
            }
        }
        return freed + abandoned();
    }

    private long abandoned() throws IOException {
        long freed = 0;
        Workplace.free(root.resolve("partial"));
        Instant oldest = clock.instant().minus(PARTIAL_AGE_MAX);
        for (String name : StoreFiles.names(root.resolve("partial"))) {
            Path file = root.resolve("partial").resolve(name);
            if (Files.isRegularFile(file)
                    && Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                freed += Files.size(file);
                Files.deleteIfExists(file);
            }
        }
        return freed;
    }
}

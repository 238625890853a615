package dev.edgewise.inference.store.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of files of gigabytes, each read once as long as it seems to be the same: by the file that its path leads to, its
 * size and the time of its last change. Links to one file share its hash. Any thread; holds no lock while it reads.
 */
final class WeightHashes {
    /** Of the files whose hashes are kept; the one that was asked for least lately goes. */
    static final int FILES_MAX = 256;

    /** A file may change twice within what file systems tell times by: one that has changed since then is read again. */
    static final Duration SETTLED_AFTER = Duration.ofSeconds(2);

    /** Those of this process: the folders of models are read anew at every reload. */
    static final WeightHashes OF_PROCESS = new WeightHashes(Signatures::sha256, InstantSource.system());

    private final Hashing hashing;
    private final InstantSource clock;
    private final LinkedHashMap<Object, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    /** Reads a file to its end. */
    @FunctionalInterface
    interface Hashing {
        /** The hash of its content, in hex. */
        String of(Path file) throws IOException;
    }

    /** @param key names the file that a path leads to; null where the file system has no such thing */
    private record State(
            long bytes, FileTime changed, @Nullable Object key) {
        static State of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new State(now.size(), now.lastModifiedTime(), now.fileKey());
        }

        /** What the hash is kept under: the file itself, whose name in a store changes with its version. */
        Object place(Path path) {
            return key == null ? path : key;
        }
    }

    private record Known(State state, String hash) {}

    /** @param clock of the file system's times */
    WeightHashes(Hashing hashing, InstantSource clock) {
        this.hashing = hashing;
        this.clock = clock;
    }

    /**
     * The sha256 of a file's content, in hex.
     *
     * @throws IOException if it cannot be read
     */
    String of(Path file) throws IOException {
        State before = State.of(file);
        String kept = kept(file, before);
        if (kept != null) {
            return kept;
        }
        boolean settled = before.changed().toInstant().isBefore(clock.instant().minus(SETTLED_AFTER));
        String hash = hashing.of(file);
        if (settled && State.of(file).equals(before)) {
            keep(file, new Known(before, hash));
        }
        return hash;
    }

    private synchronized @Nullable String kept(Path file, State now) {
        Known last = known.get(now.place(file));
        return last != null && last.state.equals(now) ? last.hash : null;
    }

    private synchronized void keep(Path file, Known found) {
        known.put(found.state.place(file), found);
        if (known.size() > FILES_MAX) {
            known.pollFirstEntry();
        }
    }
}

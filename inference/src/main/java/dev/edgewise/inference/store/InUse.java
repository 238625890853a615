package dev.edgewise.inference.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots of a store a running process has, so that no other frees them. A list below the store with a lock
 * beside it, which a dead process lets go. Any thread.
 */
public final class InUse implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "in-use";
    private static final String LOCK = ".lock";
    private static final String LIST = ".json";

    /** Closing another channel of a lock file would let go of this process's lock, so its own are never looked at. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path snapshots;
    private final Path lock;
    private final Path list;
    private @Nullable FileChannel channel;

    /** Nothing is in use yet, and nothing is written. */
    InUse(Path root) {
        String name = UUID.randomUUID().toString();
        this.snapshots = root.resolve("snapshots");
        this.lock = root.resolve(FOLDER).resolve(name + LOCK);
        this.list = root.resolve(FOLDER).resolve(name + LIST);
    }

    /**
     * Says what is in use from now on, in place of what was.
     *
     * @param folders of models; those that are no snapshots of the store are passed over
     */
    public synchronized void set(Collection<Path> folders) throws IOException {
        Path real = real(snapshots);
        Set<String> names = folders.stream()
                .filter(folder -> real.equals(real(folder).getParent()))
                .map(folder -> String.valueOf(folder.getFileName()))
                .collect(Collectors.toCollection(TreeSet::new));
        if (channel == null) {
            if (names.isEmpty()) {
                return;
            }
            open();
        }
        StoreFiles.write(list, JSON.writeValueAsBytes(names));
    }

    /** Where a path leads: a model's folder is named without links, the store perhaps by one. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException notThere) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** The store is locked meanwhile: nobody takes a lock file that is not locked yet for one of a dead process. */
    private void open() throws IOException {
        try (StoreLock _ = StoreLock.take(snapshots.resolveSibling("lock"))) {
            Files.createDirectories(lock.getParent());
            OWN.add(lock);
            FileChannel opened = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel = opened;
            opened.lock();
        }
    }

    /** What running processes have in use. The store is locked. */
    static Set<String> of(Path root) throws IOException {
        Set<String> all = new HashSet<>();
        Path folder = root.resolve(FOLDER);
        for (String name : StoreFiles.names(folder)) {
            if (!name.endsWith(LOCK)) {
                continue;
            }
            Path lock = folder.resolve(name);
            Path list = folder.resolve(name.substring(0, name.length() - LOCK.length()) + LIST);
            if (!OWN.contains(lock) && isAbandoned(lock)) {
                Files.deleteIfExists(list);
                Files.deleteIfExists(lock);
            } else {
                read(list, all);
            }
        }
        return all;
    }

    private static void read(Path list, Set<String> into) throws IOException {
        try {
            for (JsonNode snapshot : JSON.readTree(Files.readAllBytes(list))) {
                into.add(snapshot.asText());
            }
        } catch (NoSuchFileException closedMeanwhile) {
            return;
        }
    }

    private static boolean isAbandoned(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            FileLock taken = channel.tryLock();
            return taken != null;
        } catch (NoSuchFileException | OverlappingFileLockException closedMeanwhileOrOwn) {
            return false;
        }
    }

    /** Nothing is in use any more. */
    @Override
    public synchronized void close() throws IOException {
        FileChannel held = channel;
        if (held == null) {
            return;
        }
        channel = null;
        try (held) {
            Files.deleteIfExists(list);
            Files.deleteIfExists(lock);
        } finally {
            OWN.remove(lock);
        }
    }
}

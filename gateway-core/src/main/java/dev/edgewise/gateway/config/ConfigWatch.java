package dev.edgewise.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads a {@link ConfigSource} when its files change. It watches their folders, not the files: editors put a new file
 * in the place of the old, and Kubernetes swaps a symbolic link beside it. Content decides, so a touched file changes
 * nothing. One daemon thread of its own.
 */
public final class ConfigWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

    /** Where notices do not come, as on network file systems, a change is found by looking. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(10);

    /** Several writes in a row are one change. */
    private static final Duration QUIET = Duration.ofMillis(100);

    /** A folder that never rests must not keep a change back. */
    private static final Duration SETTLE_MAX = Duration.ofSeconds(2);

    /** Larger files are refused by the loader; their head tells a change well enough. */
    private static final int FILE_BYTES_MAX = 4 * 1024 * 1024;

    private final ConfigSource source;
    private final FileChanges changes;
    private final LongSupplier nanoTime;
    private final Thread thread;

    /** Of nothing at first: what changed between the first reading and this watch is found by the first look. */
    private byte[] seen = {};

    /**
     * A watch that is not running yet.
     *
     * @param nanoTime a clock for intervals, as {@link System#nanoTime()}
     */
    ConfigWatch(ConfigSource source, FileChanges changes, LongSupplier nanoTime) {
        this.source = source;
        this.changes = changes;
        this.nanoTime = nanoTime;
        this.thread = Thread.ofPlatform().daemon().name("config-watch").unstarted(this::run);
        changes.watch(folders());
    }

    /**
     * Starts to watch.
     *
     * @throws IOException when the operating system gives no watch
     */
    public static ConfigWatch start(ConfigSource source) throws IOException {
        ConfigWatch watch = new ConfigWatch(source, new FolderChanges(), System::nanoTime);
        watch.thread.start();
        return watch;
    }

    /** Stops; a reload in progress ends first. */
    @Override
    public void close() {
        changes.close();
        thread.interrupt();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
            }
        } catch (InterruptedException closed) {
            LOG.debug("no longer watching the configuration");
        }
    }

    /** Waits for one change or one interval, lets it settle, and reloads if any content differs. */
    void step() throws InterruptedException {
        if (changes.await(LOOK_INTERVAL)) {
            long since = nanoTime.getAsLong();
            while (nanoTime.getAsLong() - since < SETTLE_MAX.toNanos() && changes.await(QUIET)) {
                // Each notice starts the quiet time anew.
            }
        }
        changes.watch(folders());
        byte[] now = fingerprint();
        if (!Arrays.equals(now, seen)) {
            seen = now;
            source.reload();
            // It may name other secret files now.
            changes.watch(folders());
        }
    }

    /** Where the files are named, and where they really lie. */
    private Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path file : source.files()) {
            addParent(folders, file.toAbsolutePath());
            try {
                addParent(folders, file.toRealPath());
            } catch (IOException missing) {
                // Its named folder tells when it comes.
            }
        }
        return folders;
    }

    private static void addParent(Set<Path> folders, Path file) {
        Path parent = Files.isDirectory(file) ? file : file.getParent();
        if (parent != null) {
            folders.add(parent);
        }
    }

    /** What lies in a folder: a new file there is a change too. */
    private static List<String> names(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(Path::toString).sorted().toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    private byte[] fingerprint() {
        MessageDigest digest = sha256();
        for (Path file : source.files().stream().sorted().toList()) {
            digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
            if (Files.isDirectory(file)) {
                names(file).forEach(name -> digest.update(name.getBytes(StandardCharsets.UTF_8)));
                continue;
            }
            try (InputStream stream = Files.newInputStream(file)) {
                byte[] content = stream.readNBytes(FILE_BYTES_MAX);
                digest.update((byte) 1);
                digest.update(content);
            } catch (IOException missing) {
                digest.update((byte) 0);
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            // Every Java platform has SHA-256.
            throw new IllegalStateException(impossible);
        }
    }
}

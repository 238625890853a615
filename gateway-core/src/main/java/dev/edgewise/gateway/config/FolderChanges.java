package dev.edgewise.gateway.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link FileChanges} by the operating system's own notices. */
final class FolderChanges implements FileChanges {

    private static final Logger LOG = LoggerFactory.getLogger(FolderChanges.class);

    private final WatchService service;
    private final Map<Path, WatchKey> keys = new HashMap<>();

    FolderChanges() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    @Override
    public void watch(Set<Path> folders) {
        keys.entrySet().removeIf(entry -> {
            boolean gone =
                    !folders.contains(entry.getKey()) || !entry.getValue().isValid();
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
        for (Path folder : folders) {
            if (!keys.containsKey(folder) && Files.isDirectory(folder)) {
                register(folder);
            }
        }
    }

    private void register(Path folder) {
        try {
            WatchKey key = folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            keys.put(folder, key);
        } catch (IOException notWatchable) {
            // The regular look at the files finds changes all the same, later.
            LOG.warn("cannot watch {}: changes there are seen late", folder);
        }
    }

    @Override
    public boolean await(Duration longest) throws InterruptedException {
        try {
            WatchKey key = service.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
            boolean any = key != null;
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = service.poll();
            }
            return any;
        } catch (ClosedWatchServiceException closed) {
            InterruptedException stop = new InterruptedException("closed");
            stop.initCause(closed);
            throw stop;
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException leftOver) {
            LOG.debug("the watch service did not close cleanly", leftOver);
        }
    }
}

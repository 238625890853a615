package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoreFiles;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.Workplace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Copies bytes of this machine into the store's folder of partial files. */
final class Staging {
    private static final int BUFFER_BYTES = 1 << 16;

    private Staging() {}

    /**
     * Copies a stream to its end.
     *
     * @param bytesMax a longer one is refused
     */
    static StoredFile copy(InputStream from, String name, long bytesMax, ModelStore store, Progress progress)
            throws IOException {
        // Whoever comes after a process that was killed frees what it had copied: nobody could go on from there.
        try (Workplace place = Workplace.open(store)) {
            Path partial = place.files().resolve("copy");
            MessageDigest digest = StoreFiles.digest("SHA-256");
            long bytes = 0;
            try (OutputStream to = Files.newOutputStream(partial)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                    bytes += read;
                    if (bytes > bytesMax) {
                        throw new StoreRefusedException(
                                name + " has more than the " + DiskBudget.show(bytesMax) + " it may have");
                    }
                    digest.update(buffer, 0, read);
                    to.write(buffer, 0, read);
                    progress.fetched(read);
                }
            }
            String sha256 = HexFormat.of().formatHex(digest.digest());
            StoreFiles.publish(partial, store.partial().resolve(sha256));
            progress.tell();
            progress.listener().on(new PullEvent.Verified(name, sha256));
            return new StoredFile(name, sha256, bytes);
        }
    }
}

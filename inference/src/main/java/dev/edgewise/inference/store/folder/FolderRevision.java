package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.catalog.ModelSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells two states of a model's folder apart without reading its weights: small files count by their content, large ones by
 * size and time of the last change. Any thread; reads files.
 */
public final class FolderRevision {
    private static final int DEPTH_MAX = 4;
    private static final int FILES_MAX = 10_000;
    /** Larger files count by size and time, in bytes. */
    private static final long READ_BYTES_MAX = 1 << 20;

    private static final int REVISION_BYTES = 16;

    private FolderRevision() {}

    /** All files of a folder, relative to it. */
    static List<String> files(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root, DEPTH_MAX)) {
            return tree.limit(FILES_MAX)
                    .filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .toList();
        } catch (UncheckedIOException e) {
            // A folder that vanishes or cannot be read, met on the way.
            throw e.getCause();
        }
    }

    /** Changes whenever a file does that the model may be made of, or another export is chosen. */
    static String of(Path root, String export) throws IOException {
        MessageDigest all = sha256();
        all.update(export.getBytes(StandardCharsets.UTF_8));
        for (String name :
                files(root).stream().filter(FolderRevision::counts).sorted().toList()) {
            Path file = root.resolve(name);
            long bytes = Files.size(file);
            String state = bytes <= READ_BYTES_MAX
                    ? HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file)))
                    : bytes + " " + Files.getLastModifiedTime(file).toMillis();
            all.update(("\n" + name + "\n" + state).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(all.digest(), 0, REVISION_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Of no use to a model are its description and what tools leave behind. */
    private static boolean counts(String name) {
        return !name.endsWith(".md") && !name.startsWith(".") && !name.contains("/.");
    }

    /** The folder as it is now. A folder of the store is named after its content and never changes. */
    public static ModelSource.Folder now(ModelSource.Folder known) throws IOException {
        return known.root().endsWith(known.revision())
                ? known
                : new ModelSource.Folder(
                        known.root(),
                        known.model(),
                        known.tokenizer(),
                        of(known.root(), known.model()),
                        known.weightBytes());
    }
}

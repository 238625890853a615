package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.source.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files that a configuration names and whose contents it does not hold: pinned answers, a verifier, a calibration. A change
 * in one of them is a change of what is in force, though the configuration reads the same. Reads files.
 */
final class NamedFiles {
    private NamedFiles() {}

    /** All of them, and the folders of pinned answers, in which more may come. */
    static List<Path> of(CacheConfig cache) {
        return Stream.concat(cache.pinned().stream(), contents(cache).stream()).toList();
    }

    /** A digest of their names and contents; a file that cannot be read counts as empty, its readers tell why. */
    static String mark(CacheConfig cache) {
        try (var all = new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            for (Path file : contents(cache)) {
                all.write(file.toString().getBytes(StandardCharsets.UTF_8));
                try (InputStream content = Files.newInputStream(file)) {
                    content.transferTo(all);
                } catch (IOException unreadable) {
                    all.write(0);
                }
            }
            return HexFormat.of().formatHex(all.getMessageDigest().digest());
        } catch (IOException | NoSuchAlgorithmException impossible) {
            // Nothing is written to anywhere, and every Java platform has SHA-256.
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(List<Path> files, @Nullable Path file) {
        if (file != null) {
            files.add(file);
        }
    }

    private static List<Path> contents(CacheConfig cache) {
        List<Path> files = new ArrayList<>(PinnedFiles.files(cache.pinned(), new Problems()));
        SemanticConfig semantic = cache.semantic();
        if (semantic != null) {
            add(files, semantic.verifier().file());
            add(files, semantic.calibration());
        }
        return files;
    }
}

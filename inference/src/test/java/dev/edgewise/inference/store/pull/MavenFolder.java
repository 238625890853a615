package dev.edgewise.inference.store.pull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder laid out as a Maven repository. */
final class MavenFolder {
    private MavenFolder() {}

    static Path jar(Path folder, String name, Map<String, byte[]> entries) throws IOException {
        Path jar = folder.resolve(name);
        Files.createDirectories(jar.getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return jar;
    }

    /** The same settings, with a repository. */
    static PullSettings settings(PullSettings base, URI repository) {
        return new PullSettings(
                base.endpoint(),
                base.token(),
                base.mirrors(),
                base.allow(),
                base.redirects(),
                Optional.of(repository),
                base.exports(),
                base.fileBytesMax(),
                base.triesMax(),
                base.pauseFirst(),
                base.connectTimeMax(),
                base.idleTimeMax());
    }
}

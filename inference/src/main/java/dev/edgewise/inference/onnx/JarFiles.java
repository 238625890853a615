package dev.edgewise.inference.onnx;

import dev.edgewise.inference.catalog.EmbeddedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files out of jars, for code that can only read the file system. Each is written once, under a name that holds its
 * checksum, and found again at the next start. Nothing is downloaded.
 */
final class JarFiles {
    private JarFiles() {}

    /** A resource with what tells two versions of it apart. */
    record Resource(URL url, String version) {
        /** @throws IOException if there is no such resource */
        static Resource of(String name) throws IOException {
            URL url = JarFiles.class.getClassLoader().getResource(name);
            if (url == null) {
                throw new IOException("the class path has no " + name + ": a jar is missing");
            }
            return new Resource(url, EmbeddedFiles.version(url));
        }

        InputStream open() throws IOException {
            return url.openStream();
        }
    }

    /**
     * Puts a resource into a folder under a given name, unless it is there.
     *
     * @return the file
     */
    static Path place(Resource resource, Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        Files.createDirectories(folder);
        Path partial = Files.createTempFile(folder, name, ".partial");
        try (InputStream from = resource.open()) {
            Files.copy(from, partial, StandardCopyOption.REPLACE_EXISTING);
        }
        publish(partial, file);
        return file;
    }

    /** Moves a complete file to its final name, so that a crash at any moment leaves it whole or absent. */
    static void publish(Path partial, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

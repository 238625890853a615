package dev.edgewise.cache.segment;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder on disk that this process alone uses, and that none but its user reads. */
final class DiskFolder implements Folder {
    private static final String LOCK = "lock";
    private static final String FILE_MODE = "rw-------";
    private static final String FOLDER_MODE = "rwx------";

    private final Path path;
    private final FileChannel lock;

    private DiskFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder if need be and takes it for this process.
     *
     * @throws IOException if it cannot be made, or another process has it
     */
    static DiskFolder take(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(path, mode(path, FOLDER_MODE));
        } catch (FileAlreadyExistsException there) {
            if (isPosix(path)) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(FOLDER_MODE));
            }
        }
        FileChannel channel = FileChannel.open(
                path.resolve(LOCK), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), mode(path, FILE_MODE));
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return new DiskFolder(path, channel);
            }
        } catch (OverlappingFileLockException takenHere) {
            // Told below.
        }
        channel.close();
        throw new FileSystemException(path.toString(), null, "another node keeps its answers there");
    }

    private static FileAttribute<?>[] mode(Path path, String mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public byte[] read(String name, int bytesMax) throws IOException {
        try (InputStream in = Files.newInputStream(path.resolve(name))) {
            return in.readNBytes(bytesMax);
        }
    }

    @Override
    public long size(String name) throws IOException {
        return Files.size(path.resolve(name));
    }

    @Override
    public Appender create(String name) throws IOException {
        Path file = path.resolve(name);
        // Never truncated in place: the mode of a file that is there already may be another.
        Files.deleteIfExists(file);
        Files.createFile(file, mode(path, FILE_MODE));
        return open(name);
    }

    @Override
    public Appender open(String name) throws IOException {
        return new EndOfFile(new FileOutputStream(path.resolve(name).toFile(), true));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                path.resolve(from),
                path.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void force() throws IOException {
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        } catch (FileSystemException notSo) {
            if (isPosix(path)) {
                throw notSo;
            }
            // Elsewhere folders cannot be opened, and need not be.
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** A stream and no channel: a channel is closed under whoever is interrupted while he writes. */
    private record EndOfFile(FileOutputStream stream) implements Appender {
        @Override
        public void append(ByteBuffer bytes) throws IOException {
            stream.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
        }

        @Override
        public void force() throws IOException {
            stream.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}

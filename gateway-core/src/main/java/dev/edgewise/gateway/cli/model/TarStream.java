package dev.edgewise.gateway.cli.model;

import dev.edgewise.inference.store.pull.PullEvent;
import dev.edgewise.inference.store.pull.PullListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A model's files as one tar archive that is written while it is read, with the hashes of all of them at its end. */
final class TarStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long TELL_EVERY_NANOS = 100_000_000;

    private final Path root;
    private final List<String> names;
    private final PullListener listener;
    private final StringBuilder sums = new StringBuilder();
    private final long began = System.nanoTime();
    private long total;
    private long sent;
    private long toldAt;

    /**
     * Nothing is read yet.
     *
     * @param names files relative to the root
     * @param listener hears how far the reader is
     */
    TarStream(Path root, List<String> names, PullListener listener) throws IOException {
        this.root = root;
        this.names = List.copyOf(names);
        this.listener = listener;
        for (String name : this.names) {
            total += Files.size(root.resolve(name));
        }
    }

    /** The archive; a thread of its own writes it. Once. */
    InputStream open() {
        try {
            PipedInputStream in = new PipedInputStream(BUFFER_BYTES);
            PipedOutputStream out = new PipedOutputStream(in);
            Thread.ofPlatform().daemon().name("edgewise-push").start(() -> write(out));
            return in;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(OutputStream to) {
        listener.on(new PullEvent.Listed(names.size(), total));
        // An archive that was not finished has no end, and the node takes none without.
        try (to) {
            TarArchiveOutputStream tar = new TarArchiveOutputStream(to, StandardCharsets.UTF_8.name());
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (String name : names) {
                file(name, tar);
            }
            byte[] list = sums.toString().getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry("SHA256SUMS");
            entry.setSize(list.length);
            tar.putArchiveEntry(entry);
            tar.write(list);
            tar.closeArchiveEntry();
            tar.finish();
            tar.flush();
            tell();
        } catch (IOException readerGoneOrFileChanged) {
            return;
        }
    }

    private void file(String name, TarArchiveOutputStream tar) throws IOException {
        Path file = root.resolve(name);
        long size = Files.size(file);
        listener.on(new PullEvent.Began(name, size, 0));
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
        MessageDigest digest = sha256();
        try (InputStream from = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                digest.update(buffer, 0, read);
                tar.write(buffer, 0, read);
                sent += read;
                if (System.nanoTime() - toldAt >= TELL_EVERY_NANOS) {
                    tell();
                }
            }
        }
        tar.closeArchiveEntry();
        sums.append(HexFormat.of().formatHex(digest.digest()))
                .append("  ")
                .append(name)
                .append('\n');
    }

    private void tell() {
        toldAt = System.nanoTime();
        listener.on(new PullEvent.Advanced(sent, total, (long) (sent * 1e9 / Math.max(1, toldAt - began))));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

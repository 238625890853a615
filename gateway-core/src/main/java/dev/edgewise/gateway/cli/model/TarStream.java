package dev.edgewise.gateway.cli.model;

import dev.edgewise.inference.store.StoreFiles;
import dev.edgewise.inference.store.pull.PullEvent;
import dev.edgewise.inference.store.pull.PullListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/** A model's files as one tar archive that is made while it is read, with the hashes of all of them at its end. One thread. */
final class TarStream extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long TELL_EVERY_NANOS = 100_000_000;

    private final Path root;
    private final int files;
    private final Deque<String> left;
    private final PullListener listener;
    private final StringBuilder sums = new StringBuilder();
    private final MessageDigest digest = StoreFiles.digest("SHA-256");
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream made = new ByteArrayOutputStream(2 * BUFFER_BYTES);
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(made, StandardCharsets.UTF_8.name());
    private final long began = System.nanoTime();
    private byte[] ready = new byte[0];
    private int at;
    private @Nullable InputStream file;
    private String name = "";
    private boolean ended;
    private long total;
    private long sent;
    private long toldAt;

    /**
     * Nothing but sizes is read yet.
     *
     * @param names files relative to the root
     * @param listener hears how far the reader is
     */
    TarStream(Path root, List<String> names, PullListener listener) throws IOException {
        this.root = root;
        this.files = names.size();
        this.left = new ArrayDeque<>(names);
        this.listener = listener;
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        for (String each : names) {
            total += Files.size(root.resolve(each));
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        while (at == ready.length && !ended) {
            step();
            ready = made.toByteArray();
            made.reset();
            at = 0;
        }
        int count = Math.min(length, ready.length - at);
        System.arraycopy(ready, at, to, offset, count);
        at += count;
        return count == 0 && length > 0 ? -1 : count;
    }

    private void step() throws IOException {
        InputStream from = file;
        if (from != null) {
            content(from);
        } else if (left.isEmpty()) {
            finish();
        } else {
            begin(left.remove());
        }
    }

    private void begin(String next) throws IOException {
        if (sums.isEmpty()) {
            listener.on(new PullEvent.Listed(files, total));
        }
        name = next;
        Path path = root.resolve(next);
        long size = Files.size(path);
        listener.on(new PullEvent.Began(next, size, 0));
        put(next, size);
        file = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void content(InputStream from) throws IOException {
        int read = from.read(buffer);
        if (read < 0) {
            from.close();
            file = null;
            tar.closeArchiveEntry();
            sums.append(HexFormat.of().formatHex(digest.digest()))
                    .append("  ")
                    .append(name)
                    .append('\n');
            return;
        }
        digest.update(buffer, 0, read);
        tar.write(buffer, 0, read);
        sent += read;
        if (System.nanoTime() - toldAt >= TELL_EVERY_NANOS) {
            tell();
        }
    }

    private void finish() throws IOException {
        byte[] list = sums.toString().getBytes(StandardCharsets.UTF_8);
        put("SHA256SUMS", list.length);
        tar.write(list);
        tar.closeArchiveEntry();
        tar.finish();
        tell();
        ended = true;
    }

    private void put(String entryName, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(entryName);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
    }

    private void tell() {
        toldAt = System.nanoTime();
        listener.on(new PullEvent.Advanced(sent, total, (long) (sent * 1e9 / Math.max(1, toldAt - began))));
    }

    @Override
    public void close() throws IOException {
        InputStream open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}

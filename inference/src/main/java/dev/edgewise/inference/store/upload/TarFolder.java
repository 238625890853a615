package dev.edgewise.inference.store.upload;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.StoreFiles;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.upload.UploadRefusedException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes the files of a tar archive to an empty folder, and nothing anywhere else. One archive. */
final class TarFolder {
    /** A file with the hashes of the others, as {@code sha256sum} writes it; checked and not kept. */
    static final String SUMS = "SHA256SUMS";

    /** What stands before one file's content: its header, a long name, further headers. In bytes. */
    private static final int HEADERS_BYTES_MAX = 128 << 10;

    /** Zeros behind the archive's end, in bytes: tar fills up to its block. */
    private static final int PADDING_BYTES_MAX = 1 << 20;

    private static final String FORM = "'tar -C FOLDER -cf - .', not compressed.";
    private static final int RECORD_BYTES = 512;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int SHOWN_CHARS_MAX = 100;

    /** The room is looked at again each time so much was written, in bytes. */
    private static final long LOOK_BYTES = 64 << 20;

    private final Path root;
    private final UploadLimits limits;
    private final DiskBudget budget;
    private final Map<String, String> sums = new TreeMap<>();
    private final List<String> ignored = new ArrayList<>();

    TarFolder(Path root, UploadLimits limits, DiskBudget budget) {
        this.root = root;
        this.limits = limits;
        this.budget = budget;
    }

    /** The sha256 of every file that was written, in hex, by its name. */
    Map<String, String> sums() {
        return sums;
    }

    /** Hidden files, which no model needs; they were left out. */
    List<String> ignored() {
        return ignored;
    }

    /**
     * Reads to the end of what comes.
     *
     * @param sha256 what all of it must hash to, in hex; empty: not checked
     * @throws UploadRefusedException if it is no whole archive of plain files
     * @throws IOException if the other side breaks off, or the disk fails
     */
    void read(InputStream from, Optional<String> sha256) throws IOException {
        MessageDigest digest = StoreFiles.digest("SHA-256");
        BodyReader body = new BodyReader(from, digest);
        try {
            entries(body);
            body.allow(PADDING_BYTES_MAX);
            body.transferTo(OutputStream.nullOutputStream());
        } catch (UploadRefusedException | FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (body.broken()) {
                throw e;
            }
            throw new UploadRefusedException(
                    Kind.ARCHIVE,
                    "What came is no tar archive of a folder that can be read: "
                            + String.valueOf(e.getMessage()).replaceAll("\\.$", "") + ". Send " + FORM);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (sha256.isPresent() && !sha256.get().equalsIgnoreCase(found)) {
            throw new UploadRefusedException(
                    Kind.DIGEST,
                    "The archive was announced with sha256 " + sha256.get() + " and came with " + found
                            + ": it was damaged on its way, or is another one. Send it again.");
        }
    }

    private void entries(BodyReader body) throws IOException {
        body.allow(HEADERS_BYTES_MAX);
        TarArchiveInputStream tar = new TarArchiveInputStream(body, StandardCharsets.UTF_8.name());
        int entries = 0;
        long end = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (++entries > limits.entriesMax()) {
                throw new UploadRefusedException(
                        Kind.TOO_LARGE,
                        "The archive has more than " + limits.entriesMax() + " files and folders; send what the model"
                                + " needs alone.");
            }
            entry(entry, tar, body);
            end = (body.bytes() + RECORD_BYTES - 1) / RECORD_BYTES * RECORD_BYTES;
            body.allow(HEADERS_BYTES_MAX);
        }
        // Without the two empty records at its end nobody can tell whether a file is missing.
        if (body.bytes() < end + 2 * RECORD_BYTES) {
            throw new UploadRefusedException(
                    Kind.ARCHIVE, "What came is no whole tar archive: it ends before its end. Send it again, " + FORM);
        }
    }

    private void entry(TarArchiveEntry entry, TarArchiveInputStream tar, BodyReader body) throws IOException {
        String name = entry.getName();
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        if (hostile(name)) {
            throw new UploadRefusedException(
                    Kind.MODEL,
                    "The archive names " + quote(entry.getName())
                            + "; only plain names inside the model's folder are taken, without '..' and not from the root.");
        }
        if (entry.isDirectory()) {
            return;
        }
        byte type = entry.getLinkFlag();
        if ((type != TarConstants.LF_NORMAL && type != TarConstants.LF_OLDNORM && type != TarConstants.LF_CONTIG)
                || entry.isSparse()) {
            throw new UploadRefusedException(
                    Kind.MODEL,
                    quote(name) + " is " + kind(entry) + "; only files are taken. Send what it stands for.");
        }
        if (entry.getSize() > limits.fileBytesMax()) {
            throw new UploadRefusedException(
                    Kind.TOO_LARGE,
                    quote(name) + " has " + DiskBudget.show(entry.getSize()) + "; at most "
                            + DiskBudget.show(limits.fileBytesMax()) + " are taken.");
        }
        body.allow(entry.getSize() + HEADERS_BYTES_MAX);
        if (name.startsWith(".") || name.contains("/.")) {
            ignored.add(name);
            tar.transferTo(OutputStream.nullOutputStream());
            return;
        }
        if (!FolderFiles.isPlain(name)) {
            throw new UploadRefusedException(
                    Kind.MODEL, quote(name) + " is no plain name: letters, digits and . _ - + = @ , alone.");
        }
        require(entry.getSize());
        write(name, entry.getSize(), tar);
    }

    private void write(String name, long size, InputStream from) throws IOException {
        Path file = root.resolve(name);
        MessageDigest digest = StoreFiles.digest("SHA-256");
        try {
            Files.createDirectories(file.getParent());
            try (OutputStream to = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                long written = 0;
                long looked = 0;
                for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                    digest.update(buffer, 0, read);
                    to.write(buffer, 0, read);
                    written += read;
                    if (written - looked >= LOOK_BYTES) {
                        looked = written;
                        require(size - written);
                    }
                }
            }
        } catch (java.nio.file.FileAlreadyExistsException twice) {
            throw new UploadRefusedException(Kind.MODEL, quote(name) + " comes twice, or is a file and a folder.");
        }
        sums.put(name, HexFormat.of().formatHex(digest.digest()));
    }

    private void require(long bytes) throws IOException {
        try {
            budget.require(bytes);
        } catch (StoreRefusedException full) {
            throw new UploadRefusedException(Kind.NO_ROOM, String.valueOf(full.getMessage()));
        }
    }

    private static boolean hostile(String name) {
        return name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.chars().anyMatch(character -> character < ' ')
                || List.of(name.split("/", -1)).contains("..");
    }

    private static String kind(TarArchiveEntry entry) {
        if (entry.isSymbolicLink() || entry.isLink()) {
            return "a link";
        }
        return entry.isSparse() ? "a file with holes" : "a device, a pipe or another special file";
    }

    private static String quote(String name) {
        String safe = name.replaceAll("\\p{C}", "\uFFFD");
        return "'" + (safe.length() > SHOWN_CHARS_MAX ? safe.substring(0, SHOWN_CHARS_MAX) + "…" : safe) + "'";
    }
}

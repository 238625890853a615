package dev.edgewise.inference.store.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The files beside an ONNX file that hold its weights. Looks at their names and sizes, and reads the smallest
 * tensors alone. */
final class ExternalData {
    private static final int FILES_MAX = 4096;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final Path folder;
    private final boolean present;
    private final Map<String, Long> sizes = new HashMap<>();

    /**
     * Files are looked for in the ONNX file's own folder.
     *
     * @param present false where they are yet to come: then only what is said about them is checked
     */
    ExternalData(Path folder, boolean present) {
        this.folder = folder;
        this.present = present;
    }

    Set<String> files() {
        return sizes.keySet();
    }

    /**
     * Checks where a tensor's data is said to be.
     *
     * @param entries what the tensor says: {@code location}, {@code offset}, {@code length}
     * @param bytes what its shape and type take
     */
    void check(Map<String, String> entries, long bytes) throws IOException {
        String location = entries.get("location");
        if (location == null) {
            throw new RefusedModelException("a tensor has its data in another file, but does not say in which");
        }
        long offset = number(entries.getOrDefault("offset", "0"));
        long length = number(entries.getOrDefault("length", Long.toString(bytes)));
        if (length != bytes) {
            throw new RefusedModelException(
                    "a tensor of " + bytes + " bytes has " + length + " bytes of data in " + Operators.quote(location));
        }
        long size = size(location);
        if (offset > size || length > size - offset) {
            throw new RefusedModelException("a tensor's data ends at byte " + (offset + length) + " of "
                    + Operators.quote(location) + ", which has " + size + " bytes");
        }
    }

    /**
     * The data itself, which {@link #check} found to be there; empty where the file is yet to come.
     *
     * @param bytes how much, small
     */
    ByteBuffer read(Map<String, String> entries, int bytes) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (!present) {
            return data.limit(0);
        }
        Path file = FolderFiles.find(folder, Objects.requireNonNull(entries.get("location")));
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long at = number(entries.getOrDefault("offset", "0"));
            for (int read = 0; read >= 0 && data.hasRemaining(); ) {
                read = from.read(data, at + data.position());
            }
        }
        return data.flip();
    }

    private long size(String location) throws IOException {
        Long known = sizes.get(location);
        if (known != null) {
            return known;
        }
        if (sizes.size() == FILES_MAX) {
            throw new RefusedModelException("the model's data lies in more than " + FILES_MAX + " files");
        }
        if (!present && !FolderFiles.isPlain(location)) {
            throw FolderFiles.notPlain(location);
        }
        long size = present ? Files.size(FolderFiles.find(folder, location)) : Long.MAX_VALUE;
        sizes.put(location, size);
        return size;
    }

    private static long number(String text) throws RefusedModelException {
        if (!NUMBER.matcher(text).matches()) {
            throw new RefusedModelException(
                    "a tensor's data stands at " + Operators.quote(text) + ", which is no number");
        }
        return Long.parseLong(text);
    }
}

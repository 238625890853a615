package dev.edgewise.inference.store.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Finds files by names that nobody trusts, and never leaves the folder. Any thread. */
public final class FolderFiles {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._ +=@,-]{0,254}");
    private static final int NAME_CHARS_MAX = 1024;

    private FolderFiles() {}

    /**
     * Whether the name is a plain relative one: names of letters, digits and {@code . _ - + = @ ,} between single slashes,
     * none of them beginning with a point.
     */
    public static boolean isPlain(String name) {
        if (name.length() > NAME_CHARS_MAX) {
            return false;
        }
        for (String part : name.split("/", -1)) {
            if (!NAME.matcher(part).matches()) {
                return false;
            }
        }
        return true;
    }

    /**
     * The file of that name in the folder.
     *
     * @param folder an existing folder
     * @param name relative to it
     * @throws RefusedModelException if the name could lead out of the folder, a link stands on the way, or there is no
     *     regular file; nothing is opened
     */
    public static Path find(Path folder, String name) throws IOException {
        if (!isPlain(name)) {
            throw notPlain(name);
        }
        Path file = folder;
        try {
            for (String part : name.split("/", -1)) {
                file = file.resolve(part);
                if (Files.isSymbolicLink(file)) {
                    throw new RefusedModelException(
                            "the file " + Operators.quote(name)
                                    + " is reached by a symbolic link, which could lead out of the model's folder; copy the file");
                }
            }
        } catch (InvalidPathException e) {
            throw new RefusedModelException("the model names the file " + Operators.quote(name) + ", which is no name");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedModelException(
                    "the model needs the file " + Operators.quote(name) + ", which is not there");
        }
        return file;
    }

    static RefusedModelException notPlain(String name) {
        return new RefusedModelException("the model names the file " + Operators.quote(name)
                + "; only plain names inside its own folder are read, without '..' and not from the root");
    }
}

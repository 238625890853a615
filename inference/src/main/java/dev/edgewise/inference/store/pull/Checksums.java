package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.StoreFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hashes as hubs tell them. */
final class Checksums {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");

    private Checksums() {}

    /** The text where it is a sha256 in hex, in small letters. */
    static Optional<String> sha256(String text) {
        return Optional.of(text.toLowerCase(Locale.ROOT)).filter(SHA256.asMatchPredicate());
    }

    /** The text where it is a sha1 in hex, in small letters. */
    static Optional<String> sha1(String text) {
        return Optional.of(text.toLowerCase(Locale.ROOT)).filter(SHA1.asMatchPredicate());
    }

    /** An entity tag without its quotes and its mark of weakness. */
    static String plainTag(String tag) {
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        return strong.replace("\"", "");
    }

    /** The hash that Git names a file's content by. */
    static String git(Path file) throws IOException {
        MessageDigest digest = StoreFiles.digest("SHA-1");
        digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        return StoreFiles.hash(file, digest);
    }
}

package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who must have signed a model. {@code edgewise.sig} holds the Ed25519 signature of the manifest's bytes, in base64; the
 * manifest's {@code files} holds the sha256 of every other file. Immutable, any thread.
 */
public final class Signatures {
    /** No key: models need no signature. */
    public static final Signatures NOT_ASKED = new Signatures(List.of());

    /** The file with the signature. */
    public static final String FILE = "edgewise.sig";

    private static final int BUFFER_BYTES = 1 << 16;

    private final List<PublicKey> keys;

    private Signatures(List<PublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Asks for a signature by one of the keys.
     *
     * @param keys Ed25519 public keys as base64 of their X.509 form, as {@code openssl pkey -pubout} writes between its
     *     dashes; none: no signature is asked for
     * @throws IllegalArgumentException if one is no such key
     */
    public static Signatures by(List<String> keys) {
        List<PublicKey> parsed = new ArrayList<>();
        for (String key : keys) {
            try {
                parsed.add(KeyFactory.getInstance("Ed25519")
                        .generatePublic(
                                new X509EncodedKeySpec(Base64.getDecoder().decode(key))));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new IllegalArgumentException("a key is no Ed25519 public key in base64", e);
            }
        }
        return new Signatures(parsed);
    }

    /** Whether a model must be signed. */
    boolean asked() {
        return !keys.isEmpty();
    }

    void check(Path folder) throws IOException {
        if (keys.isEmpty()) {
            return;
        }
        String name = Manifest.name(folder)
                .orElseThrow(() -> new RefusedModelException(
                        "the model is not signed, and this node takes signed models only: it has no manifest"));
        if (!FolderJson.has(folder, FILE)) {
            throw new RefusedModelException(
                    "the model is not signed, and this node takes signed models only: it has no " + FILE);
        }
        byte[] manifest = FolderJson.bytes(folder, name);
        if (keys.stream().noneMatch(key -> verifies(key, manifest, folder))) {
            throw new RefusedModelException("the signature in " + FILE + " is by none of the keys this node trusts");
        }
        checkSums(folder, name, Manifest.read(folder).files());
    }

    private static boolean verifies(PublicKey key, byte[] manifest, Path folder) {
        try {
            String text = new String(FolderJson.bytes(folder, FILE), StandardCharsets.US_ASCII).strip();
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(manifest);
            return signature.verify(Base64.getDecoder().decode(text));
        } catch (GeneralSecurityException | IllegalArgumentException | IOException e) {
            return false;
        }
    }

    private static void checkSums(Path folder, String manifest, Map<String, String> sums) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(folder)) {
            files = tree.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            if (name.equals(manifest) || name.equals(FILE)) {
                continue;
            }
            String sum = sums.get(name);
            if (sum == null) {
                throw new RefusedModelException("the signed manifest does not name the file " + name);
            }
            if (!sum.equals(sha256(FolderFiles.find(folder, name)))) {
                throw new RefusedModelException("the file " + name + " is not the one that was signed");
            }
        }
    }

    /** The hash of a file's content, in hex. */
    static String sha256(Path file) throws IOException {
        try (InputStream from = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

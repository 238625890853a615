package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.source.At;
import dev.edgewise.gateway.config.source.Origin;
import dev.edgewise.gateway.config.source.Texts;
import dev.edgewise.gateway.config.source.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;

/** Reads secrets from files of their own. */
final class SecretFiles {

    private static final int FILE_BYTES_MAX = 64 * 1024;

    private SecretFiles() {}

    /** The file's content without the line break at its end; {@link Tree.Broken} when there is none. */
    static Tree read(Tree.Entry entry, Scope scope) {
        if (!(entry.value() instanceof Tree.Text(String name, Origin _))) {
            scope.mismatch(entry.value(), "the name of a file that holds the secret");
            return new Tree.Broken(entry.value().at());
        }
        At at = entry.value().at();
        try {
            Path file = scope.folder().resolve(name).normalize();
            scope.readFrom(file);
            String secret = content(file, at, scope);
            if (secret != null) {
                warnIfOpen(file, at, scope);
                return new Tree.Text(secret, new Origin.SecretFile(file, at));
            }
        } catch (InvalidPathException notAName) {
            scope.error(at, "expected the name of a file that holds the secret");
        }
        return new Tree.Broken(at);
    }

    private static @Nullable String content(Path file, At at, Scope scope) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                scope.error(at, "expected a file of at most " + FILE_BYTES_MAX + " bytes; found more in " + file);
                return null;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.stripTrailing();
        } catch (NoSuchFileException missing) {
            scope.error(at, "expected a file with the secret; there is no " + Texts.quote(file.toString()));
        } catch (CharacterCodingException notText) {
            scope.error(at, "expected UTF-8 text in " + Texts.quote(file.toString()));
        } catch (IOException unreadable) {
            scope.error(at, "expected a readable file; cannot read " + Texts.quote(file.toString()));
        }
        return null;
    }

    private static void warnIfOpen(Path file, At at, Scope scope) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                scope.warning(
                        at,
                        "every user of this machine can read " + Texts.quote(file.toString())
                                + "; chmod 600 closes it");
            }
        } catch (IOException | UnsupportedOperationException notTold) {
            // A file system without such permissions, or a file gone meanwhile: nothing to warn of.
        }
    }
}

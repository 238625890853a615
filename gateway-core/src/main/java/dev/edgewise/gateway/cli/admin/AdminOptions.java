package dev.edgewise.gateway.cli.admin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the node's admin plane is, and the key for it. */
public final class AdminOptions {
    private static final int KEY_BYTES_MAX = 1024;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:9090",
            description = "The node's admin plane (${DEFAULT-VALUE}).")
    private URI admin = URI.create("http://127.0.0.1:9090");

    @Option(
            names = "--admin-key-file",
            paramLabel = "FILE",
            description = "A file that holds an admin key; needed where listen.admin.keys is set.")
    private @Nullable Path keyFile;

    @Option(names = "--json", description = "Prints the admin plane's own JSON.")
    private boolean json;

    public boolean json() {
        return json;
    }

    /** A client for the node; refuses an address or a key file that cannot be used. */
    public AdminClient client() {
        String scheme = admin.getScheme();
        if (admin.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw usage("--admin must be an address such as http://127.0.0.1:9090");
        }
        return new AdminClient(admin, keyFile == null ? null : key(keyFile));
    }

    private String key(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            String key = new String(stream.readNBytes(KEY_BYTES_MAX), StandardCharsets.US_ASCII).strip();
            if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw usage("--admin-key-file: expected one key of printable characters in " + file);
            }
            return key;
        } catch (IOException unreadable) {
            throw usage("--admin-key-file: cannot read " + file);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

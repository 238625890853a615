package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.folder.Exports;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where models may come from.
 *
 * @param endpoint the hub
 * @param token shown to the hub, and to no other server; empty for none
 * @param mirrors further hubs, asked in this order when the first does not answer; they see no token
 * @param allow repositories that may be pulled, as {@code OWNER/NAME} with {@code *} for any text
 * @param redirects origins such as {@code https://cdn.example.net} that a hub may send us to even where their address is
 *     private; any public address is fine without
 * @param maven the Maven repository, by address or by folder; empty for none
 * @param exports which ONNX file to take
 * @param fileBytesMax largest file, in bytes
 * @param triesMax how often a file is tried without any byte coming
 * @param pauseFirst wait before the second try; doubled before each further one
 * @param connectTimeMax longest wait for a connection
 * @param idleTimeMax longest wait for an answer to begin, or for bytes that are worth waiting for
 */
public record PullSettings(
        URI endpoint,
        Optional<String> token,
        List<URI> mirrors,
        List<String> allow,
        List<URI> redirects,
        Optional<URI> maven,
        Exports exports,
        long fileBytesMax,
        int triesMax,
        Duration pauseFirst,
        Duration connectTimeMax,
        Duration idleTimeMax) {
    /** Copies the lists. */
    public PullSettings {
        mirrors = List.copyOf(mirrors);
        allow = List.copyOf(allow);
        redirects = List.copyOf(redirects);
    }

    /** A hub without token, mirrors or bounds of its own. */
    public static PullSettings of(URI endpoint) {
        return new PullSettings(
                endpoint,
                Optional.empty(),
                List.of(),
                List.of("*"),
                List.of(),
                Optional.empty(),
                Exports.DEFAULT,
                1L << 40,
                5,
                Duration.ofMillis(500),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }

    /** Whether the repository may be pulled. */
    boolean allows(String repository) {
        return allow.stream()
                .anyMatch(pattern -> Pattern.matches("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E", repository));
    }

    @Override
    public String toString() {
        return "PullSettings[" + endpoint + "]";
    }
}

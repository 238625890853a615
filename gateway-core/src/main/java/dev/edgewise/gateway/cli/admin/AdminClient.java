package dev.edgewise.gateway.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a node's admin plane. */
public final class AdminClient {
    private static final Duration CONNECT_TIME_MAX = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(60);
    private static final Duration UPLOAD_TIME_MAX = Duration.ofHours(6);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI admin;
    private final @Nullable String key;

    /** @param key sent with every request, or null for none */
    public AdminClient(URI admin, @Nullable String key) {
        this.admin = admin;
        this.key = key;
    }

    /** What came of asking. */
    public sealed interface Told {
        /**
         * It did.
         *
         * @param text as it came
         */
        record Done(JsonNode json, String text) implements Told {}

        /** It did not; one or two sentences say why and what to do. */
        record Refused(String sentence) implements Told {}
    }

    /** Reads. */
    public Told get(String path) {
        return send(request(path).GET(), false);
    }

    /** Acts. */
    public Told post(String path, JsonNode body) {
        return send(
                request(path).header("content-type", "application/json").POST(BodyPublishers.ofString(body.toString())),
                false);
    }

    /** Sends a body of any size. */
    public Told put(String path, InputStream body) {
        return send(
                request(path)
                        .timeout(UPLOAD_TIME_MAX)
                        .expectContinue(true)
                        .header("content-type", "application/x-tar")
                        .PUT(BodyPublishers.ofInputStream(() -> body)),
                true);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(admin.resolve(path)).timeout(ANSWER_TIME_MAX);
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        return request;
    }

    private Told send(HttpRequest.Builder request, boolean upload) {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIME_MAX)
                .build()) {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return told(response);
        } catch (ConnectException failed) {
            return nobody();
        } catch (IOException failed) {
            // A large body may break off on this side too: a file that changes while it is read.
            return upload
                    ? new Told.Refused("What was sent to " + admin + " broke off: " + failed.getMessage()
                            + ". The node's log may say more; send it again.")
                    : nobody();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Told.Refused("Interrupted; what was asked for may have been done.");
        }
    }

    private Told nobody() {
        return new Told.Refused("No node answers at " + admin
                + ". Start one with './edgewise serve', or name its admin plane with --admin.");
    }

    private Told told(HttpResponse<String> response) {
        JsonNode json;
        try {
            json = JSON.readTree(response.body());
        } catch (JsonProcessingException notJson) {
            return new Told.Refused(
                    "What answers at " + admin + " is not an Edgewise admin plane. Name it with --admin.");
        }
        if (response.statusCode() / 100 == 2) {
            return new Told.Done(json, response.body());
        }
        String keyHint = response.statusCode() == 401 ? " Name a file that holds one with --admin-key-file." : "";
        return new Told.Refused(
                json.path("detail").asText("The node answered " + response.statusCode() + ".") + keyHint);
    }
}

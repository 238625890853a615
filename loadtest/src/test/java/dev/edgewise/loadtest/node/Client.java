package dev.edgewise.loadtest.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/** The JDK's HTTP client, as the tests talk to a node. */
final class Client {
    static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http;
    private final String url;

    Client(String url) {
        this(url, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));
    }

    /** Over TLS, which offers HTTP/2. */
    Client(String url, SSLContext trust) {
        this(url, HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(trust));
    }

    private Client(String url, HttpClient.Builder http) {
        this.http = http.connectTimeout(LIMIT).build();
        this.url = url;
    }

    /** Header lines are given as name and value in turn. */
    HttpRequest.Builder to(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT);
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpRequest post(String path, String body, String... headers) {
        return to(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    Answer chat(String body, String... headers) throws IOException, InterruptedException {
        return send(post("/v1/chat/completions", body, headers));
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send(to(path, headers).build());
    }

    Answer send(HttpRequest request) throws IOException, InterruptedException {
        return new Answer(http.send(request, HttpResponse.BodyHandlers.ofString()));
    }

    CompletableFuture<Answer> sendLater(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(Answer::new);
    }

    HttpClient http() {
        return http;
    }

    /** A reply of the node, read whole. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        /** The first value, empty when the line is absent. */
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String servedBy() {
            return header("edge-served-by");
        }

        JsonNode json() {
            return Client.json(body());
        }

        /** The error object of an error reply. */
        JsonNode error() {
            return json().path("error");
        }

        /** The data of every event. */
        List<String> events() {
            return Client.events(body());
        }

        /** The text of a chat answer, whole or streamed. */
        String text() {
            if (!header("content-type").startsWith("text/event-stream")) {
                return json().path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asText();
            }
            StringBuilder text = new StringBuilder();
            for (String event : events()) {
                if (event.startsWith("{")) {
                    text.append(Client.json(event)
                            .path("choices")
                            .path(0)
                            .path("delta")
                            .path("content")
                            .asText(""));
                }
            }
            return text.toString();
        }
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    static List<String> events(String body) {
        return body.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    /** A chat request for the model {@code chat}; {@code more} begins with a comma. */
    static String ask(String content, String more) {
        return "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + more + "}";
    }

    static String stream(String content, String more) {
        return ask(content, ",\"stream\":true" + more);
    }
}

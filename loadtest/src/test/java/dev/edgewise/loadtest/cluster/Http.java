package dev.edgewise.loadtest.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** The JDK's HTTP client as the tests use it. */
final class Http {
    static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client;
    private final String url;

    Http(StandInCluster cluster, HttpClient.Version version) {
        this.client =
                HttpClient.newBuilder().version(version).connectTimeout(LIMIT).build();
        this.url = cluster.url();
    }

    static Http of(StandInCluster cluster) {
        return new Http(cluster, HttpClient.Version.HTTP_1_1);
    }

    HttpRequest post(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).build();
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> chat(String body, String... headers) throws IOException, InterruptedException {
        return send(post("/v1/chat/completions", body, headers));
    }

    HttpClient client() {
        return client;
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    /** The data of each SSE event of a body. */
    static List<String> events(HttpResponse<String> response) {
        return response.body()
                .lines()
                .filter(l -> l.startsWith("data: "))
                .map(l -> l.substring(6))
                .toList();
    }

    static String ask(String content, String more) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + more + "}";
    }
}

package dev.edgewise.loadtest.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A request of the demo with what came back.
 *
 * @param millis from sending to the last byte
 */
record Asked(DemoRequest request, int status, HttpHeaders headers, String body, long millis) {
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);
    private static final List<String> SHOWN = List.of(
            "edge-served-by", "edge-why", "edge-model", "edge-confidence", "edge-policy", "cache-status", "age");

    /** Sends them, one after the other, to the node at {@code url}. */
    static List<Asked> all(String url, List<DemoRequest> requests) throws IOException, InterruptedException {
        List<Asked> asked = new ArrayList<>();
        // Left to itself, the client asks in clear text for an upgrade to HTTP/2, which the node refuses.
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (DemoRequest request : requests) {
                asked.add(send(client, url, request));
            }
        }
        return asked;
    }

    private static Asked send(HttpClient client, String url, DemoRequest request)
            throws IOException, InterruptedException {
        var outgoing = HttpRequest.newBuilder(URI.create(url + request.path()))
                .timeout(WAIT_MAX)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.body()));
        int colon = request.header().indexOf(':');
        if (colon > 0) {
            outgoing.header(
                    request.header().substring(0, colon),
                    request.header().substring(colon + 1).strip());
        }
        long sent = System.nanoTime();
        var answer = client.send(outgoing.build(), BodyHandlers.ofString());
        long millis = Duration.ofNanos(System.nanoTime() - sent).toMillis();
        return new Asked(request, answer.statusCode(), answer.headers(), answer.body(), millis);
    }

    String servedBy() {
        return headers.firstValue("edge-served-by").orElse("");
    }

    /** Whether the one answered who was to answer. */
    boolean asPromised() {
        return status == 200 && servedBy().equals(request.servedBy());
    }

    /** The lines to print: status and time, the headers that say who and why, and the answer. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(status + " in " + millis + " ms");
        for (String name : SHOWN) {
            headers.firstValue(name).ifPresent(value -> lines.add(name + ": " + value));
        }
        lines.add(Reading.of(body));
        return lines;
    }
}

package dev.edgewise.gateway.cli;

import com.sun.net.httpserver.HttpServer;
import dev.edgewise.gateway.node.NodeOptions;
import dev.edgewise.gateway.request.NodeClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/**
 * {@code aot-train}: what a node does in its first seconds, done once, so that the JVM can keep what it loaded and linked
 * for later starts. The launcher runs it; everything happens on loopback and in a folder that goes away.
 */
@Command(
        name = "aot-train",
        description = "The training run for the start-up cache.",
        hidden = true,
        mixinStandardHelpOptions = true)
final class AotTrainCommand implements Callable<Integer> {
    private static final String ANSWER = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
            "message":{"role":"assistant","content":"Yes."},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";
    private static final String EVENTS = """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,\
            "delta":{"role":"assistant","content":"Yes."},"finish_reason":null}]}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,\
            "delta":{},"finish_reason":"stop"}]}

            data: [DONE]

            """;
    private static final String CHAT = """
            {"model":"chat","temperature":0,"messages":[{"role":"user","content":"%s"}]%s}""";

    /** Two hits and a forward each; some seconds in all. */
    private static final int ROUNDS = 8_000;

    private static final int ROUNDS_PER_STREAM = 10;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("edgewise-train");
        HttpServer upstream = upstream();
        try {
            Path file = Files.writeString(
                    folder.resolve("edgewise.yaml"),
                    config(upstream.getAddress().getPort()));
            train(file);
            return ExitCode.OK;
        } finally {
            upstream.stop(0);
            delete(folder);
        }
    }

    private static void train(Path file) throws IOException {
        ConfigFile config = PlainServe.parse("serve", "--config", file.toString());
        if (config == null) {
            throw new IllegalStateException("no longer plain: " + file);
        }
        var options =
                new NodeOptions(NodeClock.system(), RandomGenerator.getDefault(), OutputStream.nullOutputStream());
        try (Serving serving = Serving.start(config, new PrintWriter(Writer.nullWriter()), options)) {
            String url = "http://127.0.0.1:" + serving.node().port();
            ask(url + "/v1/models", "");
            // The second of two equal requests is a hit.
            ask(url + "/v1/chat/completions", CHAT.formatted("Is it so?", ""));
            ask(url + "/v1/chat/completions", CHAT.formatted("Is it so?", ""));
            ask(url + "/v1/chat/completions", CHAT.formatted("And this?", ",\"stream\":true"));
            ask(url + "/v1/embeddings", "{\"model\":\"embed-small\",\"input\":[\"one\",\"two\"]}");
            work(url + "/v1/chat/completions");
            String admin = "http://127.0.0.1:" + serving.node().adminPort();
            ask(admin + "/health/ready", "");
            ask(admin + "/metrics", "");
        }
    }

    /** Enough hits, forwards and streams that the profiles kept for the compilers are those of a node under load. */
    private static void work(String url) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            ask(url, CHAT.formatted("Is it so?", ""));
            ask(url, CHAT.formatted("Is it so?", ""));
            ask(url, CHAT.formatted("And number " + round + "?", ""));
            if (round % ROUNDS_PER_STREAM == 0) {
                ask(url, CHAT.formatted("And this, " + round + "?", ",\"stream\":true"));
            }
        }
    }

    private static void ask(String url, String body) throws IOException {
        var connection = java.net.URI.create(url).toURL().openConnection();
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        // Throws when the status is an error: a run that did not serve must leave no cache.
        connection.getInputStream().readAllBytes();
    }

    private static HttpServer upstream() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean stream = body.contains("\"stream\":true");
            byte[] answer = (stream ? EVENTS : ANSWER).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", stream ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, stream ? 0 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String config(int upstreamPort) {
        return """
                node: {id: train, region: KR}
                listen: {http: {port: 0}, admin: {port: 0}}
                store: {dir: store}
                models:
                  - {name: embed-small, local: {model: all-minilm-l6-v2-q}}
                  - {name: chat, central: {cluster: main, model: m}}
                clusters: {main: {endpoints: [{url: "http://127.0.0.1:%d", region: KR}]}}
                """.formatted(upstreamPort);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException kept) {
                    throw new UncheckedIOException(kept);
                }
            });
        }
    }
}

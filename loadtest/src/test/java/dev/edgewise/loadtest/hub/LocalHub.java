package dev.edgewise.loadtest.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Serves folders {@code OWNER/NAME/…} in the paths of the public hub, large files by way of a redirect and in ranges. It
 * can be told to be down, and to hold the weights back.
 */
public final class LocalHub implements AutoCloseable {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final long LARGE = 1_000_000;

    private final Path root;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Path, String> hashes = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile boolean down;
    private volatile CountDownLatch weights = new CountDownLatch(0);

    private LocalHub(Path root) throws IOException {
        this.root = root;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Starts one on a free port. */
    public static LocalHub of(Path root) throws IOException {
        return new LocalHub(root);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The paths asked for so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Lets it answer 503 to everything, or no more. */
    public void down(boolean is) {
        down = is;
    }

    /** Lets large files wait until the latch opens. */
    public void hold(CountDownLatch until) {
        weights = until;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            if (down) {
                exchange.sendResponseHeaders(503, -1);
            } else if (path.startsWith("/api/models/")) {
                list(exchange, path.substring("/api/models/".length()).replaceAll("/revision/.*", ""));
            } else {
                file(exchange, path.substring(1));
            }
        } catch (IOException clientGone) {
            return;
        }
    }

    private void list(HttpExchange exchange, String repository) throws IOException {
        Path folder = root.resolve(repository);
        if (!Files.isDirectory(folder)) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        List<Path> files;
        try (Stream<Path> tree = Files.walk(folder)) {
            files = tree.filter(Files::isRegularFile).toList();
        }
        String siblings = files.stream()
                .map(file -> "{\"rfilename\":\"" + folder.relativize(file) + "\",\"size\":"
                        + file.toFile().length() + ",\"lfs\":{\"sha256\":\"" + sha256(file) + "\",\"size\":"
                        + file.toFile().length() + "}}")
                .collect(Collectors.joining(","));
        byte[] body = ("{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + siblings + "]}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        boolean cdn = path.startsWith("cdn/");
        Path file = root.resolve(cdn ? path.substring(4) : path.replaceFirst("/resolve/[^/]+/", "/"));
        if (!Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
        } else if (Files.size(file) > LARGE && !cdn) {
            exchange.getResponseHeaders().set("X-Linked-ETag", "\"" + sha256(file) + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", Long.toString(Files.size(file)));
            exchange.getResponseHeaders().set("Location", "/cdn/" + root.relativize(file));
            exchange.sendResponseHeaders(302, -1);
        } else {
            send(exchange, file);
        }
    }

    private void send(HttpExchange exchange, Path file) throws IOException {
        long size = Files.size(file);
        String range = exchange.getRequestHeaders().getFirst("Range");
        long from = range == null ? 0 : Long.parseLong(range.replaceAll("\\D", ""));
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (size - 1) + "/" + size);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, size - from);
        try (InputStream bytes = Files.newInputStream(file)) {
            bytes.skipNBytes(from);
            OutputStream body = exchange.getResponseBody();
            if (size > LARGE) {
                body.write(bytes.readNBytes((int) Math.min(LARGE / 2, size - from)));
                body.flush();
                weights.await();
            }
            bytes.transferTo(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String sha256(Path file) {
        return hashes.computeIfAbsent(file, path -> {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
            } catch (IOException | NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

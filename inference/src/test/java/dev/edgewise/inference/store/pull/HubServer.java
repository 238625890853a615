package dev.edgewise.inference.store.pull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A model hub over a folder {@code OWNER/NAME/…}: its list of files, and large files by way of a second path, as hubs send
 * one to a CDN. It can be told to misbehave.
 */
final class HubServer implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final long LARGE = 100_000;

    private final Path root;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Path, String> hashes = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final AtomicLong weightBytes = new AtomicLong();

    /** Cuts this connection after so many body bytes of a large file; −1 never. */
    volatile long cutAfter = -1;
    /** How many more connections to cut. */
    final AtomicLong cuts = new AtomicLong();

    volatile boolean ignoreRanges;
    volatile boolean wrongBytes;
    volatile boolean moreBytes;
    volatile boolean noHashes;
    volatile String token = "";
    volatile int status;

    /** How many more requests are answered 429, and with what for {@code Retry-After}; of the list first, of bytes later. */
    final AtomicLong busy = new AtomicLong();

    final AtomicLong cdnBusy = new AtomicLong();
    volatile String retryAfter = "";
    /** Where large files are; empty: below {@code /cdn} of this server. */
    volatile String redirect = "";

    HubServer(Path root) throws IOException {
        this.root = root;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<String> requested(String part) {
        return requests.stream().filter(line -> line.contains(part)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String range = exchange.getRequestHeaders().getFirst("Range");
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(
                    path + (range == null ? "" : " " + range) + (authorization == null ? "" : " " + authorization));
            if ((path.startsWith("/cdn/") ? cdnBusy : busy).getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                if (!retryAfter.isEmpty()) {
                    exchange.getResponseHeaders().set("Retry-After", retryAfter);
                }
                exchange.sendResponseHeaders(429, -1);
            } else if (path.startsWith("/cdn/")) {
                send(exchange, root.resolve(path.substring(5)), range);
            } else if (status != 0) {
                exchange.sendResponseHeaders(status, -1);
            } else if (!token.isEmpty() && !("Bearer " + token).equals(authorization)) {
                exchange.sendResponseHeaders(401, -1);
            } else if (path.startsWith("/api/models/")) {
                list(exchange, path.substring("/api/models/".length()).replaceAll("/revision/.*", ""));
            } else if (path.contains("/resolve/")) {
                resolve(exchange, path.substring(1), range);
            } else {
                send(exchange, root.resolve(path.substring(1)), range);
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
        List<String> siblings = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                long size = Files.size(file);
                String hash = noHashes
                        ? ""
                        : size >= LARGE
                                ? ",\"lfs\":{\"sha256\":\"" + sha256(file) + "\",\"size\":" + size + "}"
                                : ",\"blobId\":\"" + Checksums.git(file) + "\"";
                siblings.add("{\"rfilename\":\"" + name + "\"" + (noHashes ? "" : ",\"size\":" + size) + hash + "}");
            }
        }
        byte[] body = ("{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + String.join(",", siblings) + "]}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void resolve(HttpExchange exchange, String path, String range) throws IOException {
        Path file = root.resolve(path.replaceFirst("/resolve/[^/]+/", "/"));
        if (!Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        if (Files.size(file) < LARGE && redirect.isEmpty()) {
            send(exchange, file, range);
            return;
        }
        if (!noHashes) {
            exchange.getResponseHeaders().set("X-Linked-ETag", "\"" + sha256(file) + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", Long.toString(Files.size(file)));
        }
        exchange.getResponseHeaders().set("Location", redirect.isEmpty() ? "/cdn/" + root.relativize(file) : redirect);
        exchange.sendResponseHeaders(302, -1);
    }

    private void send(HttpExchange exchange, Path file, String range) throws IOException {
        if (!Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        byte[] bytes = Files.readAllBytes(file);
        if (wrongBytes) {
            bytes[bytes.length - 1] ^= 1;
        }
        boolean large = bytes.length >= LARGE;
        String tag = "\"" + Checksums.git(file) + "\"";
        exchange.getResponseHeaders().set("ETag", large ? "\"cdn-" + tag.substring(1) : noHashes ? "\"v1\"" : tag);
        int from = 0;
        if (range != null && !ignoreRanges) {
            from = Integer.parseInt(range.replaceAll("\\D", ""));
            if (from >= bytes.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, moreBytes ? 0 : bytes.length - from);
        OutputStream body = exchange.getResponseBody();
        int until = bytes.length;
        if (large && cutAfter >= 0 && cuts.getAndDecrement() > 0) {
            until = (int) Math.min(bytes.length, from + cutAfter);
        }
        if (large) {
            // Counted before the client can have them: a test that reads the count next sees all of it.
            weightBytes.addAndGet(until - from);
        }
        body.write(bytes, from, until - from);
        if (moreBytes) {
            body.write(new byte[4096]);
        }
        body.flush();
    }

    /** Files that are served are others now. */
    void changed() {
        hashes.clear();
    }

    private String sha256(Path file) {
        return hashes.computeIfAbsent(file, path -> {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
            } catch (Exception e) {
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

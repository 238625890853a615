package dev.edgewise.gateway.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real proxy in front of a node, which keeps its connections to the node and uses them for whoever comes next. */
public final class Front implements AutoCloseable {
    private static final Duration START_TIME_MAX = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private Front(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The proxies that a test may start; each is skipped where it is not installed. */
    public enum Kind {
        NGINX("nginx", "/usr/sbin/nginx"),
        HAPROXY("haproxy", "/usr/sbin/haproxy"),
        VARNISH("varnishd", "/usr/sbin/varnishd");

        private final String name;
        private final Path usual;

        Kind(String name, String usual) {
            this.name = name;
            this.usual = Path.of(usual);
        }

        private Path program() {
            return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                    .map(folder -> Path.of(folder, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(usual);
        }
    }

    /** Starts the proxy before a node's port; the calling test is skipped where the proxy is not installed. */
    public static Front start(Kind kind, Path folder, int nodePort) {
        Path program = kind.program();
        assumeTrue(Files.isExecutable(program), "skipped: " + kind.name + " is not installed");
        return switch (kind) {
            case NGINX ->
                start(
                        folder,
                        port -> List.of(program.toString(), "-p", folder.toString(), "-c", write(folder, """
                    daemon off; master_process off; pid nginx.pid; error_log /dev/null;
                    events {}
                    http {
                      access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                      upstream node { server 127.0.0.1:%d; keepalive 16; }
                      server {
                        listen 127.0.0.1:%d;
                        location / { proxy_pass http://node; proxy_http_version 1.1; proxy_set_header Connection ""; }
                      }
                    }
                    """.formatted(
                                        nodePort, port))));
            case HAPROXY ->
                start(
                        folder,
                        port -> List.of(program.toString(), "-db", "-f", write(folder, """
                    defaults
                      mode http
                      timeout connect 10s
                      timeout client 30s
                      timeout server 30s
                      http-reuse always
                    frontend all
                      bind 127.0.0.1:%d
                      default_backend node
                    backend node
                      server node 127.0.0.1:%d
                    """.formatted(port, nodePort))));
            case VARNISH ->
                start(
                        folder,
                        port -> List.of(
                                program.toString(),
                                "-F",
                                "-j",
                                "none",
                                "-a",
                                "127.0.0.1:" + port,
                                "-n",
                                folder.toString(),
                                "-s",
                                "malloc,32m",
                                "-f",
                                write(folder, """
                    vcl 4.1;
                    backend node { .host = "127.0.0.1"; .port = "%d"; }
                    sub vcl_recv { return (pass); }
                    """.formatted(nodePort))));
        };
    }

    private static Front start(Path folder, IntFunction<List<String>> command) {
        try {
            int port;
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Process process = new ProcessBuilder(command.apply(port))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("front.log").toFile())
                    .start();
            var front = new Front(process, port);
            Awaitility.await().atMost(START_TIME_MAX).until(() -> front.listens() || !process.isAlive());
            if (!process.isAlive()) {
                throw new AssertionError(Files.readString(folder.resolve("front.log")));
            }
            return front;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String write(Path folder, String text) {
        try {
            return Files.writeString(folder.resolve("front.conf"), text).toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
    }
}

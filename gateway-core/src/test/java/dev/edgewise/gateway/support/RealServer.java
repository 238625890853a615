package dev.edgewise.gateway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A server of the system's packages in a folder of its own, on a free loopback port; ended by its process. */
public final class RealServer implements AutoCloseable {
    private static final Duration START_TIME_MAX = Duration.ofSeconds(30);

    private final List<String> command;
    private final Path folder;
    private final int port;
    private Process process;

    private RealServer(List<String> command, Path folder, int port) {
        this.command = command;
        this.folder = folder;
        this.port = port;
        start();
    }

    /** A Valkey or Redis server that keeps nothing on disk; skips the test where neither is installed. */
    public static RealServer valkey() {
        Optional<Path> program = program("valkey-server").or(() -> program("redis-server"));
        Assumptions.assumeTrue(program.isPresent(), "neither valkey-server nor redis-server is installed");
        return start(port -> List.of(
                program.get().toString(), "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    }

    /** A NATS server with JetStream; skips the test where none is installed. */
    public static RealServer nats() {
        Optional<Path> program = program("nats-server");
        Assumptions.assumeTrue(program.isPresent(), "nats-server is not installed");
        return start(
                port -> List.of(program.get().toString(), "-a", "127.0.0.1", "-p", port, "-js", "-sd", "jetstream"));
    }

    private interface Command {
        List<String> at(String port);
    }

    private static RealServer start(Command command) {
        try {
            int port = freePort();
            return new RealServer(
                    command.at(Integer.toString(port)), Files.createTempDirectory("edgewise-server"), port);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Optional<Path> program(String name) {
        return List.of("/usr/sbin", "/usr/bin", "/usr/local/bin").stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    /** What a Valkey or Redis server answers to a command. */
    public String cli(String... words) {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-h", "127.0.0.1", "-p", Integer.toString(port)));
        line.addAll(List.of(words));
        try {
            Process cli = new ProcessBuilder(line).redirectErrorStream(true).start();
            return new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts it again after {@link #kill}, on its port and in its folder. */
    public void start() {
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Awaitility.await().atMost(START_TIME_MAX).until(this::listens);
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Ends it at once, as a crash would. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(START_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts another in its place, on its port, that knows nothing of what this one did. */
    public void replace() {
        kill();
        empty();
        start();
    }

    /** Stops the process where it is: it neither answers nor closes its connections. */
    public void freeze() {
        signal("-STOP");
    }

    /** Lets a frozen process go on. */
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        empty();
        folder.toFile().delete();
    }

    private void empty() {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(folder))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package dev.edgewise.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.support.SelfSigned;
import dev.edgewise.inference.store.ModelStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The node as a process of its own. */
@Timeout(120)
class ServeProcessTest {
    private static final int SIGTERM_EXIT = 128 + 15;

    @TempDir
    Path folder;

    private Process serve(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("edgewise.yaml"), yaml);
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Edgewise.class.getName(),
                        "serve",
                        "--config",
                        file.toString()))
                .redirectOutput(folder.resolve("requests").toFile())
                .start();
    }

    private static String lineWith(String part, BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(part)) {
            line = lines.readLine();
        }
        assertThat(line).as("a line with " + part).isNotNull();
        return line;
    }

    @Test
    void aStartTellsItsAddressAndSigtermEndsIt() throws Exception {
        Process process = serve("""
                listen: {http: {port: 0}, admin: {port: 0}}
                models: [{name: c, central: {cluster: m, model: m}}]
                clusters: {m: {endpoints: [{url: "http://127.0.0.1:1"}]}}
                telemetry: {log: {format: text}}
                """);
        try (BufferedReader log = process.errorReader()) {
            String start = lineWith(" serves http://", log);
            String address = start.replaceAll(".*serves (http://[0-9.:]+).*", "$1");
            String models = new String(
                    URI.create(address + "/v1/models").toURL().openStream().readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);

            String admin = start.replaceAll(".*admin plane (http://[0-9.:]+).*", "$1");
            assertThat(URI.create(admin + "/health/ready").toURL().openStream().readAllBytes())
                    .isNotEmpty();

            // Not Process.destroy(), which would close the log.
            assertThat(process.toHandle().destroy()).isTrue();

            assertThat(models).contains("\"id\":\"c\"");
            assertThat(lineWith("stopped", log)).contains("INFO");
            assertThat(process.waitFor()).isEqualTo(SIGTERM_EXIT);
            assertThat(folder.resolve("requests")).content().contains("\"path\":\"/v1/models\"");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aNodeThatIsKilledDuringAnUploadServesNothingOfItAndTheNextOneSweepsWhatCame() throws Exception {
        Path partial = folder.resolve("data/models/partial");
        String yaml = """
                listen: {http: {port: 0}, admin: {port: 0}}
                store: {dir: data}
                cache: {disk: 0B}
                models: [{name: c, central: {cluster: m, model: m}}]
                clusters: {m: {endpoints: [{url: "http://127.0.0.1:1"}]}}
                telemetry: {log: {format: text}}
                """;
        byte[] tar = new byte[1 << 20];
        tarHeader(tar, "model.onnx", tar.length - 1024);

        Process killed = serve(yaml);
        try (BufferedReader log = killed.errorReader()) {
            URI admin = admin(lineWith(" serves http://", log));
            try (Socket client = new Socket(admin.getHost(), admin.getPort())) {
                client.getOutputStream()
                        .write(("PUT /admin/v1/store/half HTTP/1.1\r\nHost: " + admin.getAuthority()
                                        + "\r\nContent-Length: " + tar.length + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().write(tar, 0, tar.length / 2);
                client.getOutputStream().flush();
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> came(partial) > 0);
                killed.destroyForcibly().waitFor();
            }
        } finally {
            killed.destroyForcibly();
        }
        assertThat(came(partial)).as("kill -9 leaves it").isPositive();

        Process next = serve(yaml);
        try (BufferedReader log = next.errorReader()) {
            lineWith(" serves http://", log);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(partial).isEmptyDirectory());
            assertThat(new ModelStore(partial.resolveSibling("."), InstantSource.system()).list())
                    .isEmpty();
        } finally {
            next.destroyForcibly().waitFor();
        }
    }

    private static URI admin(String line) {
        return URI.create(line.replaceAll(".*admin plane (http://[0-9.:]+).*", "$1"));
    }

    /** Bytes of files that an upload has written so far. */
    private static long came(Path partial) throws IOException {
        if (!Files.isDirectory(partial)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(partial)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private static void tarHeader(byte[] block, String name, int bytes) {
        var entry = new TarArchiveEntry(name);
        entry.setSize(bytes);
        entry.writeEntryHeader(block);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "admin"})
    void aPortInUseIsOneSentenceAndExitCodeOne(String listener) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Process process = serve(listenOn(listener, port));
            try (BufferedReader log = process.errorReader()) {
                assertThat(lineWith("edgewise: ", log))
                        .isEqualTo("edgewise: cannot listen on 127.0.0.1:" + port
                                + ": the port is taken; stop what uses it, or set listen." + listener
                                + ".port to another (0 picks a free one)");
                assertThat(log.readLine()).isNull();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(1);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** Listeners on free ports, but for one. */
    private String listenOn(String listener, int port) throws Exception {
        String https = "";
        if (listener.equals("https")) {
            SelfSigned certificate = SelfSigned.in(folder);
            https = ", https: {host: 127.0.0.1, port: 0, cert: \"" + certificate.cert() + "\", key: \""
                    + certificate.key() + "\"}";
        }
        String all = "listen: {http: {port: 0}, admin: {port: 0}" + https + "}\n";
        int at = all.indexOf(listener + ":");
        return all.substring(0, at) + all.substring(at).replaceFirst("port: 0", "port: " + port);
    }
}

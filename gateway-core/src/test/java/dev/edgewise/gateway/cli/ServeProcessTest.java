package dev.edgewise.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.support.SelfSigned;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

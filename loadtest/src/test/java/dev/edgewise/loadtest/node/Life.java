package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One life of a node that is a process, with the configuration {@code edgewise.yaml} in its folder. */
record Life(Process process, Client data, Client admin) {
    /** Starts it from the classes of the build. */
    static Life begin(Path folder) throws IOException {
        return begin(
                folder,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.edgewise.gateway.cli.Edgewise"));
    }

    /** Starts it as a user does. */
    static Life launch(Path folder) throws IOException {
        return begin(
                folder,
                List.of(Path.of("..", "edgewise").toAbsolutePath().normalize().toString()));
    }

    private static Life begin(Path folder, List<String> program) throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(
                List.of("serve", "--config", folder.resolve("edgewise.yaml").toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("requests").toFile())
                .redirectErrorStream(false)
                .start();
        String start = lineWith(" serves http://", process);
        return new Life(
                process,
                new Client(start.replaceAll(".*serves (http://[0-9.:]+).*", "$1")),
                new Client(start.replaceAll(".*admin plane (http://[0-9.:]+).*", "$1")));
    }

    private static String lineWith(String part, Process process) throws IOException {
        BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.contains(part)) {
            line = lines.readLine();
        }
        assertThat(line).as("a line with " + part).isNotNull();
        Thread.ofVirtual().start(() -> lines.lines().forEach(read -> {}));
        return line;
    }

    /** Asks one of many questions. */
    Client.Answer ask(int question, String... headers) throws IOException, InterruptedException {
        return data.chat(
                "{\"model\":\"chat\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"question "
                        + question + "\"}]}",
                headers);
    }

    JsonNode stats() throws IOException, InterruptedException {
        return admin.get("/admin/v1/cache/stats").json();
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}

package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** OpenAI's npm client against the node, where Node.js and the client are there. */
class NpmSdkTest {
    private static final Path FOLDER = Path.of("src", "test", "node");

    private static boolean nodeIsThere() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
    }

    @Test
    void chatStreamEmbeddingsAndErrors() throws Exception {
        assumeThat(nodeIsThere())
                .as("node is not on the PATH: nothing to run the npm client with")
                .isTrue();
        assumeThat(FOLDER.resolve("node_modules").resolve("openai"))
                .as("the npm client is missing: run 'npm ci' in loadtest/" + FOLDER)
                .isDirectory();
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults());
                TestNode node =
                        TestNode.start(TestNode.clusters("", cluster) + """
                        models:
                          - {name: chat, central: {cluster: main, model: m}}
                          - {name: embed, central: {cluster: main, model: e}}
                        tenants:
                        """ + TestNode.tenant("acme", "a", ""))) {
            assertThat(run(node)).isEqualTo("ok");
        }
    }

    private static String run(TestNode node) throws IOException, InterruptedException {
        Path output = Files.createTempFile("npm", ".txt");
        try {
            Process process = new ProcessBuilder(List.of("node", "sdk.mjs", node.url() + "/v1", "a"))
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return Files.readString(output, StandardCharsets.UTF_8).strip();
        } finally {
            Files.delete(output);
        }
    }
}

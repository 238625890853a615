package dev.edgewise.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not the JSON they claim to be end with 400 at the node. */
class StrictJsonTest {
    private static final Path SUITE = Path.of("..", "..", "shared", "data", "json", "test_parsing");
    private static Upstream upstream;
    private static TestNode node;

    @BeforeAll
    static void start() {
        upstream = Upstream.start();
        node = TestNode.before(upstream, "");
    }

    @AfterAll
    static void stop() {
        node.close();
        upstream.close();
    }

    @Test
    void everyFileThatJsonTestSuiteSaysMustBeRefusedIsRefused() throws IOException {
        assumeTrue(Files.isDirectory(SUITE), "JSONTestSuite is not beside this checkout");
        List<Path> files;
        try (var all = Files.list(SUITE)) {
            files = all.filter(file -> file.getFileName().toString().startsWith("n_"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(180);
        for (Path file : files) {
            byte[] value = Files.readAllBytes(file);
            assertThat(status(value)).as("%s alone", file).isEqualTo(400);
            String body = "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"x\":"
                    + new String(value, StandardCharsets.ISO_8859_1) + "}";
            // A file that closes the object itself, and goes on, is valid in this place or a duplicate at most.
            if (!file.getFileName().toString().contains("object_trailing_comment")) {
                assertThat(status(body.getBytes(StandardCharsets.ISO_8859_1)))
                        .as("%s inside", file)
                        .isEqualTo(400);
            }
        }
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"chat-small\",\"model\":\"other\",\"messages\":[]}",
                "{\"model\":\"other\",\"mod\\u0065l\":\"chat-small\",\"messages\":[]}",
                "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"role\":\"system\",\"content\":\"a\"}]}",
                "{\"model\":\"chat-small\",\"messages\":[],\"stream\":false,\"stream\":true}",
                "{\"model\":\"chat-small\",\"messages\":[]} {}",
                "{\"model\":\"chat-small\",\"messages\":[]}x"
            })
    void duplicateKeysAndTrailingValuesAreRefused(String body) {
        upstream.forget();
        assertThat(status(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(400);
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void deepNestingAndHugeNumbersAreRefused() {
        upstream.forget();
        String head = "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"x\":";
        assertThat(status((head + "[".repeat(100_000) + "]".repeat(100_000) + "}").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(400);
        assertThat(status((head + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_001))
                        .getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(400);
        assertThat(status((head + "1".repeat(100_000) + "}").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(400);
        assertThat(upstream.seen()).isEmpty();
    }

    private static int status(byte[] body) {
        try (RawClient client = node.connect()) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n");
            client.send(body);
            RawClient.Reply reply = client.reply();
            return reply == null ? 0 : reply.status();
        }
    }
}

package dev.edgewise.gateway.cli.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.node.Centre;
import dev.edgewise.gateway.node.TestNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CacheCommandTest {
    private static final String CHAT = """
            {"model":"chat","messages":[{"role":"user","content":"hi"}],"temperature":0}""";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void statsListAndPurgeShowWhatTheNodeHolds() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            node.ask("/v1/chat/completions", CHAT);
            String admin = "--admin=http://127.0.0.1:" + node.node().adminPort();

            assertThat(run(admin, "stats")).isZero();
            assertThat(out.toString()).contains("1 answers");
            assertThat(run(admin, "ls", "--model=chat")).isZero();
            assertThat(out.toString()).contains("chat").contains("1 of 1");
            assertThat(run(admin, "ls", "--json", "--limit=1")).isZero();
            assertThat(out.toString()).startsWith("{\"matching\":1");
            assertThat(run(admin, "purge", "--all", "--dry-run")).isZero();
            assertThat(out.toString()).contains("1 answers would be purged");
            assertThat(run(admin, "purge", "--tenant=nobody")).isZero();
            assertThat(out.toString()).contains("0 answers purged");
            assertThat(run(admin, "purge", "--all", "--soft", "--dry-run")).isZero();
            assertThat(out.toString()).contains("1 answers would be made stale. Only 0 of them may still be sent");
            assertThat(run(admin, "purge", "--model=chat")).isZero();
            assertThat(out.toString()).contains("1 answers purged");
            assertThat(run(admin, "purge", "--all", "--soft")).isZero();
            assertThat(out.toString()).contains("0 answers made stale.").doesNotContain("Only");
            assertThat(run(admin, "purge", "--key=abc")).isEqualTo(1);
            assertThat(err.toString()).contains("64 hexadecimal digits");
        }
    }

    @Test
    void aGroupWhoseNameHasBlanksIsListedAndPurged() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            node.ask("/v1/chat/completions", CHAT, "Edge-Cache-Groups", "\"my group\"");
            String admin = "--admin=http://127.0.0.1:" + node.node().adminPort();

            assertThat(run(admin, "ls", "--group=my group")).isZero();
            assertThat(out.toString()).contains("1 of 1");
            assertThat(run(admin, "purge", "--group", "my group")).isZero();
            assertThat(out.toString()).contains("1 answers purged");
        }
    }

    @Test
    void explainTellsWhatTheCacheWouldDoAndCountsForNothing() throws IOException {
        Path request = Files.writeString(folder.resolve("request.json"), CHAT);
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            String admin = "--admin=http://127.0.0.1:" + node.node().adminPort();
            String asked = "--request=" + request;

            assertThat(run(admin, "explain", asked)).isZero();
            assertThat(out.toString()).contains("outcome       fetched").contains("not_compared  cache.semantic");
            node.ask("/v1/chat/completions", CHAT);
            assertThat(run(admin, "explain", asked)).isZero();
            assertThat(out.toString()).contains("outcome       cache-exact");
            assertThat(run(admin, "explain", asked, "-H", "Edge-Cache: sometimes"))
                    .isZero();
            assertThat(out.toString()).contains("outcome       refused");
            assertThat(run(admin, "explain", asked, "--tenant=nobody")).isEqualTo(1);
            assertThat(err.toString()).contains("Name in \"tenant\" one");
            assertThat(run(admin, "stats")).isZero();
            assertThat(out.toString()).contains("0 hits of 1 lookups");
        }
    }

    @Test
    void warmSendsEachLineOnceAndTellsWhatCameOfIt() throws IOException {
        Path file = Files.writeString(folder.resolve("warm.jsonl"), """
                {"model":"chat","messages":[{"role":"user","content":"one"}],"temperature":0,"stream":true}

                {"url":"/v1/chat/completions","body":{"model":"chat","messages":[{"role":"user","content":"two"}]}}
                {"model":"nobody","messages":[{"role":"user","content":"three"}]}
                {"question":"four"}
                not json
                """);
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            String url = "--url=http://127.0.0.1:" + node.node().port();

            assertThat(run(url, "warm", "--rate=1k/s", "--json", file.toString()))
                    .isEqualTo(1);
            assertThat(out.toString())
                    .contains("\"stored\":1,\"held\":0,\"not_kept\":1,\"failed\":3")
                    .contains("line 5 is no request", "line 6 is not JSON", "line 4: status 404");
            assertThat(run(url, "warm", "--rate=1k/s", "--ttl=60", file.toString()))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("1 answers stored, 1 were there already, 0 answered but not kept");
            assertThat(run(url, "warm", "--rate=1k/s", "--ttl=60", "--refresh", file.toString()))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("2 answers stored, 0 were there already, 0 answered but not kept");
        }
    }

    @Test
    void warmFetchesAnAnswerOfItsOwnWhereOneToAnotherQuestionIsNear() throws IOException {
        Path pack = Files.writeString(folder.resolve("pack.yaml"), """
                pinned:
                  - id: guitar
                    questions: ["How can I learn to play the guitar?"]
                    answer: Ask the school of music.
                    match: semantic
                    min_similarity: 0.5
                """);
        Path file = Files.writeString(folder.resolve("warm.jsonl"), """
                {"model":"chat","temperature":0,"messages":[{"role":"user","content":"How can I learn to play the guitar?"}]}
                {"model":"chat","temperature":0,"messages":[{"role":"user","content":"How could I learn to play the guitar?"}]}
                """);
        try (var centre = new Centre();
                var node = TestNode.start(
                        folder,
                        TestNode.LISTEN
                                + centre.yaml()
                                        .replace(
                                                "models: [",
                                                "models: [{name: embed, local: {model: all-minilm-l6-v2-q}}, ")
                                + "cache: {pinned: ['%s'], semantic: {embedder: embed, time: 10s}}\n"
                                        .formatted(pack))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> node.get("/metrics").body().contains("edgewise_semantic_pinned_questions 1"));
            String url = "--url=http://127.0.0.1:" + node.node().port();

            assertThat(run(url, "warm", "--rate=1k/s", "--json", file.toString()))
                    .isZero();
            assertThat(out.toString()).contains("\"stored\":1,\"held\":0,\"not_kept\":0,\"failed\":0,\"pinned\":1");
            assertThat(run(url, "warm", "--rate=1k/s", file.toString())).isZero();
            assertThat(out.toString()).contains("0 answers stored, 1 were there already, 1 are pinned");
        }
    }

    @Test
    void pinPutsAFileInForceAndRemovesItAgain() throws IOException {
        Path file = Files.writeString(
                folder.resolve("hours.yaml"), "pinned: [{id: hours, questions: [When], answer: At nine}]");
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "pinned: [{id: hours, question: When}]");
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            String admin = "--admin=http://127.0.0.1:" + node.node().adminPort();

            assertThat(run(admin, "pin", file.toString())).isZero();
            assertThat(out.toString()).contains("1 answers are pinned");
            assertThat(run(admin, "pin", bad.toString())).isEqualTo(1);
            assertThat(err.toString()).contains("bad.yaml:1:", "questions");
            assertThat(run(admin, "pin", "--remove", "hours.yaml")).isZero();
            assertThat(out.toString()).contains("0 answers are pinned");
            assertThat(run(admin, "pin", "--remove", "hours.yaml")).isEqualTo(1);
        }
    }

    @Test
    void aNodeWithKeysWantsTheKeyFile() throws IOException {
        String listen = "listen: {http: {port: 0}, admin: {port: 0, keys: [\"%s\"]}}\n".formatted(KeyHash.of("s3cret"));
        Path key = Files.writeString(folder.resolve("key"), "s3cret\n");
        try (var centre = new Centre();
                var node = TestNode.start(folder, listen + centre.yaml())) {
            String admin = "--admin=http://127.0.0.1:" + node.node().adminPort();

            assertThat(run(admin, "stats")).isEqualTo(1);
            assertThat(err.toString()).contains("--admin-key-file");
            assertThat(run(admin, "stats", "--admin-key-file=" + key)).isZero();
            assertThat(run(admin, "stats", "--admin-key-file=" + folder.resolve("none")))
                    .isEqualTo(2);
        }
    }

    @Test
    void whereNoNodeAnswersOneSentenceSaysSo() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(run("--admin=http://127.0.0.1:" + free, "stats")).isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo("No node answers at http://127.0.0.1:" + free
                        + ". Start one with './edgewise serve', or name its admin plane with --admin.");
    }

    @Test
    void aPurgeOfNothingOrOfTwoThingsIsAUsageError() {
        assertThat(run("", "purge")).isEqualTo(2);
        assertThat(run("", "purge", "--all", "--model=m")).isEqualTo(2);
        assertThat(run("--admin=ftp://somewhere", "purge", "--all")).isEqualTo(2);
    }

    /** Runs {@code cache} with these arguments; {@code admin} goes behind the subcommand. */
    private int run(String admin, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!admin.isEmpty()) {
            all.add(admin);
        }
        return new CommandLine(new CacheCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}

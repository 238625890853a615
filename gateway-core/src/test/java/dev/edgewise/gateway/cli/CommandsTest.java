package dev.edgewise.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.head.LinearHead;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    @TempDir
    Path folder;

    record Ran(int code, String out, String err) {}

    static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Edgewise.commandLine(arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("edgewise.yaml"), yaml).toString();
    }

    @Test
    void withoutACommandAllAreShownAndTheUsageIsWrong() {
        Ran ran = run();

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("serve", "validate", "config", "key").doesNotContain("aot-train");
    }

    @Test
    void aMistypedCommandIsToldItsNeighbour() {
        Ran ran = run("srve");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("'srve'", "Did you mean: edgewise serve?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "validate", "config", "key", "explain", "doctor"})
    void everyCommandExplainsItself(String command) {
        Ran ran = run(command, "--help");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).startsWith("Usage: edgewise " + command);
    }

    @Test
    void aTypoInTheFileIsPlacedAndTheRightKeyNamed() throws IOException {
        String file = file("cache: {tl: 5m}\n");

        Ran ran = run("validate", "--config", file);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains(file + ":1:9: cache: unknown key 'tl'; did you mean 'ttl'?");
    }

    @Test
    void problemsAsJsonCarryTheirPlace() throws IOException {
        Ran ran = run("validate", "--json", "--config", file("cache: {tl: 5m}\n"));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("\"usable\" : false", "\"line\" : 1", "\"column\" : 9", "\"severity\" : \"error\"");
    }

    @Test
    void aGoodFileCanBeUsed() throws IOException {
        Ran ran = run("validate", "--config", file("cache: {ttl: 5m}\n"));

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).endsWith(" can be used\n");
    }

    @Test
    void aHeadWhoseEmbedderIsStillToBePulledIsAWarningWhereTheNodePullsAndAnErrorWhereItDoesNot() throws IOException {
        var head = new LinearHead(List.of("a", "b"), 2, new float[4], new float[2], new Calibration(1, 0, 1e9));
        var store = new ModelStore(folder.resolve("var").resolve("models"), InstantSource.system());
        StoredFile file = store.stage(HeadFile.NAME, new HeadFile("hf:someone/embedder", head).toBytes());
        store.publish("topics", "head:topics", "1", HeadFile.NAME, List.of(file), HeadFile::read);
        String yaml = "store: {dir: \"" + folder.resolve("var") + "\"}\ncache: {disk: 0B}\n"
                + "models: [{name: topics, local: {model: topics}}]\ninference: {hub: {pull: %s}}\n";

        Ran pulling = run("validate", "--config", file(String.format(yaml, true)));
        assertThat(pulling.out())
                .contains(
                        "warning: models[0].local.model: 'hf:someone/embedder' is not in the model store; a node pulls it")
                .endsWith(" can be used\n");
        assertThat(pulling.code()).isZero();

        Ran alone = run("validate", "--config", file(String.format(yaml, false)));
        assertThat(alone.out()).contains("'topics' cannot be served: ").endsWith(" cannot be used\n");
        assertThat(alone.code()).isEqualTo(1);
    }

    @Test
    void aModelThatCouldNotBeServedMakesAConfigurationUnusableUnlessTheCentreHasTheName() throws IOException {
        // y = Relu(x)
        byte[] relu = HexFormat.of()
                .parseHex("0808" + "3a28" + "0a0c0a0178120179220452656c75" + "5a0b0a017812060a0408011200"
                        + "620b0a017912060a0408011200" + "4202" + "1011");
        Path truncated = Files.createDirectories(folder.resolve("truncated"));
        Files.write(truncated.resolve("model.onnx"), Arrays.copyOf(relu, 30));
        Path silent = Files.createDirectories(folder.resolve("silent"));
        Files.write(silent.resolve("model.onnx"), relu);
        Files.writeString(silent.resolve("edgewise.yaml"), "task: embed\n");
        Path strange = Files.createDirectories(folder.resolve("strange"));
        Files.write(strange.resolve("model.onnx"), relu);
        Files.writeString(strange.resolve("edgewise.yaml"), "task: embed\n");
        Files.writeString(strange.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": 0}}}");
        String models = """
                models:
                  - {name: a, local: {model: "file:truncated"}}
                  - {name: b, local: {model: "file:silent"}}
                  - {name: c, local: {model: "file:strange"}}
                """;

        Ran ran = run("validate", "--config", file(models));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains(
                        ":2:30: models[0].local.model: 'file:",
                        "truncated' cannot be served: model.onnx: the file is truncated",
                        "silent' cannot be served: the folder has no tokenizer.json",
                        "strange' cannot be served: as a model of the task embed it may take input_ids",
                        "it takes [x]")
                .endsWith(" cannot be used\n");

        ran = run("validate", "--config", file("""
                        models:
                          - {name: a, local: {model: "file:truncated"}, central: {cluster: main, model: big}}
                        clusters: {main: {endpoints: [{url: "http://127.0.0.1:1"}]}}
                        """));

        assertThat(ran.out()).contains("truncated' is left to the centre: ").endsWith(" can be used\n");
        assertThat(ran.code()).isZero();
    }

    @Test
    void servingABrokenFileFailsWithItsProblems() throws IOException {
        Ran ran = run("serve", "--config", file("listen: {htp: {port: 1}}\n"));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("did you mean 'http'?", "edgewise: the configuration cannot be used");
    }

    @Test
    void servingAFolderThatIsNoModelIsOneSentence() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), "nothing");

        Ran ran = run(
                "serve",
                "--config",
                file("store: {dir: \"" + folder.resolve("data") + "\"}\n"
                        + "models: [{name: mine, local: {model: \"file:" + model + "\"}}]\n"));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .contains("model mine cannot be served: ")
                .doesNotContain("this should not happen", "\tat ")
                .hasLineCount(1);
    }

    @Test
    void effectiveValuesNameTheirSourceAndHideSecrets() throws IOException {
        Ran ran = run("config", "print", "--config", file("""
                models: [{name: c, central: {cluster: m, model: m}}]
                clusters: {m: {api_key: topsecret, endpoints: [{url: "http://127.0.0.1:1"}]}}
                """));

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("cache.ttl: 1h", "# default", "edgewise.yaml:2:", "***")
                .doesNotContain("topsecret");
    }

    @Test
    void theSchemaIsPrinted() {
        Ran ran = run("config", "schema");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("https://json-schema.org/draft/2020-12/schema");
    }

    @Test
    void aNewKeyFitsItsHashAndIsNewEachTime() {
        Ran first = run("key", "new", "acme");
        Ran second = run("key", "new", "acme");

        String key = first.out()
                .lines()
                .findFirst()
                .orElseThrow()
                .substring("key".length())
                .strip();
        assertThat(first.code()).isZero();
        assertThat(key).startsWith("ew-").hasSizeGreaterThan(40);
        assertThat(first.out()).contains("keys: [\"" + KeyHash.of(key) + "\"]");
        assertThat(second.out()).doesNotContain(key);
    }

    @Test
    void aTenantThatNoFileCouldNameGetsNoKey() {
        assertThat(run("key", "new", "a b").code()).isEqualTo(2);
    }

    private static final String RULED = """
            tenants:
              - {id: acme, keys: ["sha256:%s"]}
            models:
              - {name: chat, central: {cluster: main, model: big}}
              - {name: embed-small, local: {model: all-minilm-l6-v2-q}}
            clusters: {main: {endpoints: [{url: "http://127.0.0.1:1", region: KR}]}}
            rules:
              - {id: no-fr, match: {country: FR}, effect: {deny: {code: not_here, message: Not in France.}}}
            """.formatted("0".repeat(64));

    private Ran explain(String body, String... more) throws IOException {
        String request = Files.writeString(folder.resolve("f.json"), body).toString();
        List<String> arguments = new ArrayList<>(List.of("explain", "--config", file(RULED), "--request", request));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(new String[0]));
    }

    @Test
    void aRequestIsExplainedFromItsCallerToItsRoute() throws IOException {
        Ran ran =
                explain("{\"model\":\"chat\",\"temperature\":0,\"messages\":[]}", "--tenant", "acme", "--region", "KR");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).containsPattern("tenant +acme");
        assertThat(ran.out()).containsPattern("country +KR");
        assertThat(ran.out()).containsPattern("cache +exact");
        assertThat(ran.out()).containsPattern("key +[0-9a-f]{64}");
        assertThat(ran.out()).containsPattern("answered by +main: big");
        assertThat(ran.out()).containsPattern("why +only-central");
    }

    @Test
    void whereAnswersArePinnedForOtherWordsTheWayToAskForThemIsTold() throws IOException {
        Path pack = Files.writeString(folder.resolve("pack.yaml"), """
                pinned: [{id: hours, questions: ["When do you open?"], answer: At nine., match: semantic}]
                """);
        Path request = Files.writeString(folder.resolve("open.json"), """
                {"model":"chat","temperature":0,"messages":[{"role":"user","content":"At what time do you open?"}]}""");
        String ruled = RULED + "cache: {pinned: ['" + pack + "'], semantic: {embedder: embed-small}}\n";

        Ran ran = run("explain", "--config", file(ruled), "--request", request.toString(), "--tenant", "acme");

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("with pinned answers for other words first")
                .contains("language en");
    }

    @Test
    void anEmbeddingIsExplainedAsLocal() throws IOException {
        Ran ran = explain(
                "{\"model\":\"embed-small\",\"input\":\"a\"}",
                "--tenant",
                "acme",
                "--path",
                "/v1/embeddings",
                "--json");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("\"outcome\" : \"local\"", "\"why\" : \"only-local\"");
    }

    @Test
    void theApiIsTakenFromTheBodyAndASampledAnswerIsToldNotToBeReused() throws IOException {
        Ran embedding = explain("{\"model\":\"embed-small\",\"input\":\"a\"}", "--tenant", "acme");
        Ran completion = explain("{\"model\":\"chat\",\"prompt\":\"a\"}", "--tenant", "acme");

        assertThat(embedding.out()).containsPattern("path +/v1/embeddings").containsPattern("outcome +local");
        assertThat(completion.out())
                .containsPattern("path +/v1/completions")
                .containsPattern("cache +not reused: the answer is sampled anew");
    }

    @Test
    void aDeniedRequestIsExplainedWithItsRule() throws IOException {
        Ran ran = explain("{\"model\":\"chat\",\"messages\":[]}", "--tenant", "acme", "--region", "FR");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("no-fr", "not_here", "Not in France.");
    }

    @Test
    void aRequestWithoutAKeyIsExplainedAsRefused() throws IOException {
        Ran ran = explain("{\"model\":\"chat\",\"messages\":[]}");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("missing_api_key", "401", "--tenant");
    }

    @Test
    void anUnknownModelIsExplainedWithThoseAllowed() throws IOException {
        Ran ran = explain("{\"model\":\"cat\",\"messages\":[]}", "--tenant", "acme");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("model_not_found", "chat");
    }

    private static final String ELSEWHERE = """
            listen: {http: {port: 0}, admin: {port: 0}}
            models: [{name: chat, central: {cluster: main, model: big}}]
            clusters: {main: {endpoints: [{url: "http://127.0.0.1:%d"}]}}
            """;

    @Test
    void theDoctorFindsAnEndpointThatAnswersAndOneThatDoesNot() throws IOException {
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/v1/models", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        endpoint.start();
        int port = endpoint.getAddress().getPort();

        Ran up = run("doctor", "--json", "--config", file(ELSEWHERE.formatted(port)));
        endpoint.stop(0);
        Ran down = run("doctor", "--config", file(ELSEWHERE.formatted(port)));

        assertThat(up.code()).as(up.out()).isZero();
        assertThat(up.out()).contains("\"check\" : \"upstream main\"", "answers 200", "as at an endpoint");
        assertThat(down.code()).isEqualTo(1);
        assertThat(down.out()).containsPattern("bad +upstream main +http://127.0.0.1:" + port + "/v1/models refuses");
    }

    @Test
    void theDoctorTellsTheProblemsOfABrokenFile() throws IOException {
        Ran ran = run("doctor", "--config", file("cache: {tl: 5m}\n"));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("did you mean 'ttl'?").containsPattern("ok +java");
    }

    @Test
    void thePlainParserTakesWhatServiceManagersWriteAndLeavesTheRest() {
        assertThat(PlainServe.parse("serve")).isEqualTo(new ConfigFile(null));
        assertThat(PlainServe.parse("serve", "--config", "f.yaml")).isEqualTo(new ConfigFile(Path.of("f.yaml")));
        assertThat(PlainServe.parse("serve", "--config=f.yaml")).isEqualTo(new ConfigFile(Path.of("f.yaml")));
        assertThat(PlainServe.parse("serve", "-c", "f.yaml")).isEqualTo(new ConfigFile(Path.of("f.yaml")));
        assertThat(PlainServe.parse("serve", "--help")).isNull();
        assertThat(PlainServe.parse("serve", "--config", "--help")).isNull();
        assertThat(PlainServe.parse("serve", "--config")).isNull();
        assertThat(PlainServe.parse("validate")).isNull();
        assertThat(PlainServe.parse()).isNull();
    }
}

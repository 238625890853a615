package dev.edgewise.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors and readers are told is what the loader does. */
class SchemaTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final String BEGIN = "<!-- settings: made from the code, do not edit -->\n";
    private static final String END = "<!-- end of settings -->\n";
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(ConfigSchema.json());

    private static List<String> complaints(String yaml) {
        return SCHEMA.validate(yaml, InputFormat.YAML).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** To write both files anew: {@code ./mvnw -pl gateway-core -am test -Dtest=SchemaTest -Dedgewise.write-docs}. */
    private static void isUpToDate(Path file, String expected) throws IOException {
        if (System.getProperty("edgewise.write-docs") != null) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file))
                .as("%s; see the comment in this test", file)
                .isEqualTo(expected);
    }

    @Test
    void theSchemaFileIsUpToDate() throws IOException {
        isUpToDate(DOCS.resolve("edgewise.schema.json"), ConfigSchema.json());
    }

    @Test
    void theTablesOfTheManualAreUpToDate() throws IOException {
        Path manual = DOCS.resolve("configuration.md");
        String text = Files.readString(manual);
        String head = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());

        isUpToDate(
                manual, head + "\n" + ConfigSchema.markdown() + END + text.substring(text.indexOf(END) + END.length()));
    }

    @Test
    void aFileThatSetsEverySettingFitsTheSchema() {
        assertThat(complaints(Yaml.resource("every-setting.yaml"))).isEmpty();
    }

    @Test
    void theExampleFitsTheSchemaAndTheLoader(@TempDir Path folder) throws IOException {
        String example = Files.readString(Path.of("..", "edgewise.example.yaml"));

        assertThat(complaints(example)).isEmpty();
        Loaded.Good good = Yaml.good(Yaml.load(Path.of("..", "edgewise.example.yaml"), Map.of()));
        assertThat(good.warnings()).isEmpty();
        assertThat(good.config().tenants()).isNotEmpty();
    }

    @Test
    void theContractsOwnExampleLoadsButForKeysOfComingVersions(@TempDir Path folder) throws IOException {
        String example = Yaml.resource("contract.yaml");
        Yaml.good(Yaml.load(folder, example, Map.of("CENTRAL_API_KEY", "sk-central")));

        assertThat(complaints(example)).isEmpty();
    }

    static Stream<String> comingKeys() {
        return Stream.of(
                "policies: [policies/]",
                "geo: {database: geo/country.mmdb}",
                "telemetry: {otlp: \"http://127.0.0.1:4318\", genai: stable}",
                "routes: [{match: {model: embed-small}, escalate: {on: [low_confidence], budget: 20%}}]",
                "tenants: [{id: t, keys: [], limits: {tokens: 200k/min, budget: 50 USD/day}}]",
                "listen: {https: {cert: a, key: b, client_ca: tls/devices.crt}}");
    }

    @ParameterizedTest
    @MethodSource("comingKeys")
    void keysOfTheContractThatAreNotYetAvailableSaySo(String yaml) {
        try {
            Path folder = Files.createTempDirectory("edgewise-coming");
            assertThat(Yaml.problems(folder, yaml, Map.of()))
                    .anyMatch(line -> line.endsWith("is not available in this version of Edgewise; remove the key"))
                    .noneMatch(line -> line.contains("unknown key"));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache: {ttl: 5 minutes}",
                "cache: {tll: 5m}",
                "listen: {http: {port: 80800}}",
                "tenants: [{id: t, keys: [abc]}]",
                "models: [{local: {model: m}}]",
                "clusters: {main: {endpoints: []}}",
                "clusters: {main: {endpoints: [{url: 'http://h'}], price: {input: 1 USD, output: 1 USD/1M}}}",
                "telemetry: {log: {level: loud}}",
                "routes: {}"
            })
    void whatTheLoaderRefusesTheEditorMarks(String yaml, @TempDir Path folder) {
        assertThat(complaints(yaml)).isNotEmpty();
        assertThat(Yaml.problems(folder, yaml, Map.of())).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache: {ttl: '${TTL:-5m}'}", "listen: {http: {port: '${PORT:-8080}'}}"})
    void whatComesFromTheEnvironmentIsNotMarked(String yaml, @TempDir Path folder) {
        assertThat(complaints(yaml)).isEmpty();
        Yaml.good(folder, yaml);
    }
}

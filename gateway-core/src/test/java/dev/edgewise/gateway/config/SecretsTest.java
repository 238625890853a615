package dev.edgewise.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.config.setting.Effective;
import dev.edgewise.gateway.config.source.Problem;
import dev.edgewise.gateway.config.unit.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets go to where they are used and nowhere else. */
class SecretsTest {

    private static final String MARK = "QQ";

    /** Wherever a secret is put, rightly or by mistake, nothing that is printed holds it. */
    @Property(tries = 50)
    void nothingPrintedEverHoldsASecret(
            @ForAll @AlphaChars @NumericChars @StringLength(min = 8, max = 40) String random) throws IOException {
        String secret = MARK + random;
        Path folder = Files.createTempDirectory("edgewise-secrets");
        try {
            Files.writeString(folder.resolve("key"), secret + "\n");
            for (String yaml : places(secret)) {
                assertThat(printed(Yaml.load(folder, yaml, Map.of("NAME", secret))))
                        .as(yaml)
                        .doesNotContain(secret)
                        .doesNotContain(secret.substring(0, 8));
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static List<String> places(String secret) {
        String head = "clusters:\n  main:\n    endpoints: [{url: 'http://127.0.0.1:1'}]\n";
        return List.of(
                head + "    api_key: " + secret,
                head + "    api_key: ${NAME}",
                head + "    api_key: Bearer${NAME}\n    protocol: nonsense",
                head + "    api_key_file: key",
                head + "    api_key_file: key\n    api_key: " + secret,
                head + "    api_key: {" + secret + ": 1}",
                head + "    api_key: [" + secret + "]",
                head + "    api_key: \"" + secret + "\n",
                head + "    api_key: '" + secret + "\\n\n\n'\n  other: {}",
                head + "    api_key: \"" + secret + "\\n\"",
                "tenants: [{id: t, keys: [" + secret + "]}]",
                "tenants: [{id: t, keys: ['${NAME}']}]",
                "tenants: [{id: '${NAME} ', keys: []}]",
                "node: {id: '${NAME}!'}",
                "listen: {http: {port: '${NAME}'}}",
                "cache: {ttl: '${NAME}'}",
                "routes: [{prefer: '${NAME}'}]",
                "clusters: {main: {endpoints: [{url: 'https://me:" + secret + "@gpu.example.net'}]}}",
                "clusters: {main: {endpoints: [{url: 'https://" + secret + "@gpu.example.net'}]}}");
    }

    private static String printed(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Good good ->
                lines(good.warnings())
                        + good.effective().stream().map(Effective::toString).collect(Collectors.joining("\n"))
                        + good.config();
            case Loaded.Bad bad -> lines(bad.problems()) + bad;
        };
    }

    private static String lines(List<Problem> problems) {
        return problems.stream().map(Problem::show).collect(Collectors.joining("\n"));
    }

    @Test
    void aSecretFromTheEnvironmentOrAFileReachesItsUser(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "sk-file\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String yaml = """
                clusters:
                  a: {endpoints: [{url: "http://127.0.0.1:1"}], api_key: "${A_KEY}"}
                  b: {endpoints: [{url: "http://127.0.0.1:1"}], api_key_file: key}
                  c: {endpoints: [{url: "http://127.0.0.1:1"}], api_key: "${C_KEY:-sk-default}"}
                  d: {endpoints: [{url: "http://127.0.0.1:1"}], api_key: "${D_KEY:-}"}
                  e: {endpoints: [{url: "http://127.0.0.1:1"}], api_key: "$${A_KEY}"}
                """;

        Loaded.Good good = Yaml.good(Yaml.load(folder, yaml, Map.of("A_KEY", "sk-env")));

        Map<String, ClusterConfig> clusters = good.config().clusters();
        assertThat(clusters.get("a").apiKey()).isEqualTo(new Secret("sk-env"));
        assertThat(clusters.get("b").apiKey()).isEqualTo(new Secret("sk-file"));
        assertThat(clusters.get("c").apiKey()).isEqualTo(new Secret("sk-default"));
        assertThat(clusters.get("d").apiKey()).isNull();
        assertThat(clusters.get("e").apiKey()).isEqualTo(new Secret("${A_KEY}"));
        assertThat(good.files()).containsExactlyInAnyOrder(folder.resolve("edgewise.yaml"), file);
        assertThat(good.warnings()).isEmpty();
        assertThat(good.effective())
                .filteredOn(value -> value.path().endsWith("api_key"))
                .extracting(value -> value.path() + " " + value.shown() + " "
                        + value.origin().show().replace(folder + "/", ""))
                .containsExactly(
                        "clusters.a.api_key *** environment A_KEY, edgewise.yaml:2:58",
                        "clusters.b.api_key *** file key, edgewise.yaml:3:63",
                        "clusters.c.api_key *** environment C_KEY, edgewise.yaml:4:58",
                        "clusters.e.api_key *** edgewise.yaml:6:58");
    }

    @Test
    void aSecretFileThatIsMissingIsNamed(@TempDir Path folder) {
        String yaml = "clusters: {a: {endpoints: [{url: 'http://127.0.0.1:1'}], api_key_file: none}}";

        assertThat(Yaml.problems(folder, yaml, Map.of()))
                .containsExactly("1:72: clusters.a.api_key: expected a file with the secret; there is no '"
                        + folder.resolve("none") + "'");
    }

    @Test
    void aSecretFileThatEveryoneCanReadIsWarnedOf(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "sk-file\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        String yaml = "clusters: {a: {endpoints: [{url: 'http://127.0.0.1:1'}], api_key_file: key}}";

        assertThat(Yaml.problems(folder, yaml, Map.of()))
                .containsExactly("1:72: warning: clusters.a.api_key: every user of this machine can read '" + file
                        + "'; chmod 600 closes it");
    }

    @Test
    void aVariableNeverBecomesStructure(@TempDir Path folder) {
        String yaml = "cache: {ttl: \"${TTL}\"}";

        Loaded loaded = Yaml.load(folder, yaml, Map.of("TTL", "1h, memory: 1MB"));

        assertThat(loaded).isInstanceOf(Loaded.Bad.class);
    }
}

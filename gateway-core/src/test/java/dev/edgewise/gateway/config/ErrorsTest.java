package dev.edgewise.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake, with the exact line it is answered with. */
class ErrorsTest {

    private static final String CLUSTER = "clusters: {main: {endpoints: [{url: 'http://127.0.0.1:1'}]}}\n";
    private static final String HASH = "sha256:" + "a".repeat(64);

    @TempDir
    Path folder;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(
                        "a duration in words",
                        "cache:\n  ttl: 5 minutes\n",
                        "2:8: cache.ttl: expected a duration such as 1500ms, 30s, 5m, 1h (1s to 365d); found '5 minutes'"),
                arguments(
                        "a duration without unit",
                        "cache: {ttl: 60}",
                        "1:14: cache.ttl: expected a duration such as 1500ms, 30s, 5m, 1h (1s to 365d); found '60'"),
                arguments(
                        "a duration out of range",
                        "cache: {ttl: 400d}",
                        "1:14: cache.ttl: expected a duration such as 1500ms, 30s, 5m, 1h (1s to 365d); found '400d'"),
                arguments(
                        "a size in words",
                        "cache: {memory: lots}",
                        "1:17: cache.memory: expected a size such as 64kB, 512MB, 1.5GB, 256MiB (0B to 1TB); found 'lots'"),
                arguments(
                        "a port out of range",
                        "listen:\n  http: {port: 80800}\n",
                        "2:16: listen.http.port: expected a whole number from 0 to 65535; found '80800'"),
                arguments(
                        "a typo in a choice",
                        "routes: [{prefer: latencyy}]",
                        "1:19: routes[0].prefer: expected one of latency, quality, cost; found 'latencyy'; did you mean 'latency'?"),
                arguments(
                        "a pace too fast",
                        "routes: [{replay: paced, pace: 5k/s}]",
                        "1:32: routes[0].pace: expected a rate from 1/s to 1000/s such as 50/s; found '5k/s'"),
                arguments(
                        "a pace too slow",
                        "routes: [{replay: paced, pace: 59/min}]",
                        "1:32: routes[0].pace: expected a rate from 1/s to 1000/s such as 50/s; found '59/min'"),
                arguments(
                        "a truth value in YAML 1.1",
                        "telemetry: {log: {requests: yes}}",
                        "1:29: telemetry.log.requests: expected true or false; found 'yes'"),
                arguments(
                        "a typo in a key",
                        "listen:\n  htpp: {port: 1}\n",
                        "2:3: listen: unknown key 'htpp'; did you mean 'http'?; allowed: admin, event_loops, http, https"),
                arguments(
                        "a key that is nothing like any",
                        "nodes_and_more: 1",
                        "1:1: unknown key 'nodes_and_more'; allowed: cache, clusters, fleet, geo, inference, limits, listen, models,"
                                + " node, routes, rules, store, telemetry, tenants"),
                arguments(
                        "a key twice",
                        "cache:\n  ttl: 1h\n  ttl: 2h\n",
                        "3:3: cache: duplicate key 'ttl'; it stands in line 2 already"),
                arguments(
                        "a list for a mapping",
                        "cache: [1]",
                        "1:8: cache: expected a mapping with disk, entry_max, heed, items, jitter, max_age, max_stale, memory, pinned, semantic, shared, stale_if_error, stale_while_revalidate, ttl; found a list"),
                arguments(
                        "a mapping for a value",
                        "cache: {ttl: {a: 1}}",
                        "1:14: cache.ttl: expected a duration such as 1500ms, 30s, 5m, 1h (1s to 365d); found a mapping"),
                arguments(
                        "a value for a list", "tenants: acme", "1:10: tenants: expected a list; found a single value"),
                arguments(
                        "a key without value",
                        "cache:\n",
                        "1:7: cache: expected a mapping with disk, entry_max, heed, items, jitter, max_age, max_stale, memory, pinned, semantic, shared, stale_if_error, stale_while_revalidate, ttl; found nothing"),
                arguments(
                        "a key that is missing",
                        "models: [{local: {model: all-minilm-l6-v2-q}}]",
                        "1:10: models[0].name: expected the key 'name': Unique name that callers use."),
                arguments("no items", "models: []", "1:9: models: expected 1 to 10000 items; found 0"),
                arguments(
                        "a merge key",
                        "a: &x {b: 1}\n<<: *x\n",
                        "1:1: unknown key 'a'; allowed: cache, clusters, fleet, geo, inference, limits, listen, models, node, routes,"
                                + " rules, store, telemetry, tenants | 2:1: the merge key '<<' is not supported; write the keys out"),
                arguments(
                        "a tag",
                        "node: {id: !!java.lang.String x}",
                        "1:12: node.id: expected a plain value; found the tag 'tag:yaml.org,2002:java.lang.String'"),
                arguments(
                        "YAML that is none",
                        "cache: {ttl: 1h\n",
                        "2:1: not valid YAML: expected ',' or '}', but got <stream end>"),
                arguments("a tab", "cache:\n\tttl: 1h\n", "2:1: not valid YAML: indent with spaces, not tabs"),
                arguments(
                        "a variable in braces",
                        "clusters: {main: {api_key: ${KEY}, endpoints: []}}",
                        "1:29: not valid YAML: expected ',' or '}', but got {; inside {…} and […] a ${NAME} needs quotes:"
                                + " \"${NAME}\""),
                arguments(
                        "a key of a coming version",
                        "geo:\n  database: x\n",
                        "2:3: geo: 'database' (country by address) is not available in this version of Edgewise; remove the key"),
                arguments(
                        "an embedder that is not there",
                        "cache: {semantic: {embedder: embed-smal}}",
                        "1:30: cache.semantic.embedder: no model is named 'embed-smal'; did you mean 'embed-small'?; models: embed-small"),
                arguments(
                        "an embedder at the centre",
                        CLUSTER
                                + "models: [{name: a, central: {cluster: main, model: m}}]\ncache: {semantic: {embedder: a}}",
                        "3:30: cache.semantic.embedder: expected a model with 'local': 'a' is served at the centre only"),
                arguments(
                        "a share above the whole",
                        "cache: {semantic: {embedder: embed-small, max_wrong: 101%}}",
                        "1:54: cache.semantic.max_wrong: expected a share from 0 to 1 such as 0.01, or 1%; found '101%'"),
                arguments(
                        "a confidence that no evidence gives",
                        "cache: {semantic: {embedder: embed-small, confidence: 100%}}",
                        "1:55: cache.semantic.confidence: expected a share from 0.5 to 0.99; found '100%'"),
                arguments(
                        "a model that is served nowhere",
                        "models: [{name: a}]",
                        "1:10: models[0]: expected 'local', 'central' or both: the model 'a' is served nowhere"),
                arguments(
                        "a model that this node lacks",
                        "models: [{name: a, local: {model: all-minilm-l6-v2}}]",
                        "1:35: models[0].local.model: no model on this node is named 'all-minilm-l6-v2'; did you mean"
                                + " 'all-minilm-l6-v2-q'?; models on this node: all-minilm-l6-v2-q"),
                arguments(
                        "a cluster that is not there",
                        CLUSTER + "models: [{name: a, central: {cluster: mian, model: m}}]",
                        "2:39: models[0].central.cluster: no cluster is named 'mian'; did you mean 'main'?; clusters: main"),
                arguments(
                        "no clusters at all",
                        "models: [{name: a, central: {cluster: main, model: m}}]",
                        "1:39: models[0].central.cluster: no cluster is named 'main'; there are none"),
                arguments(
                        "two models of one name",
                        CLUSTER
                                + "models:\n- {name: a, central: {cluster: main, model: m}}\n- {name: a, central: {cluster: main, model: n}}\n",
                        "4:10: models[1].name: expected a model name of its own; 'a' stands above already"),
                arguments(
                        "a tenant's model that is not there",
                        "tenants: [{id: t, keys: [" + HASH + "], models: [embed-smal]}]",
                        "1:109: tenants[0].models[0]: no model is named 'embed-smal'; did you mean 'embed-small'?; models: embed-small"),
                arguments(
                        "a key of two tenants",
                        "tenants:\n- {id: t, keys: [" + HASH + "]}\n- {id: u, keys: [" + HASH + "]}\n",
                        "3:18: tenants[1].keys[0]: expected a key of its own; the tenant 't' has the same"),
                arguments(
                        "everyone from everywhere",
                        "listen: {http: {host: 0.0.0.0}}",
                        "1:23: listen.http.host: expected a loopback address, for there are no tenants and everyone could ask;"
                                + " bind 127.0.0.1, or add tenants ('./edgewise key new TENANT' prints a key and its hash)"),
                arguments(
                        "an open admin plane",
                        "listen: {admin: {host: 0.0.0.0}}",
                        "1:24: listen.admin.host: expected a loopback address, for the admin plane has no keys; bind 127.0.0.1,"
                                + " or add listen.admin.keys ('./edgewise key new admin' prints one)"),
                arguments(
                        "one port twice",
                        "listen: {http: {port: 9090}}",
                        "1:9: listen.admin.port: expected a port of its own; listen.http has 9090 too"),
                arguments(
                        "an endpoint without scheme",
                        "clusters: {main: {endpoints: [{url: gpu-1.example.net}]}}",
                        "1:37: clusters.main.endpoints[0].url: expected an address that begins with http:// or https://; found"
                                + " 'gpu-1.example.net'"),
                arguments(
                        "the metadata service of a cloud",
                        "clusters: {main: {endpoints: [{url: 'http://169.254.169.254'}]}}",
                        "1:37: clusters.main.endpoints[0].url: expected a server; link-local, multicast and unspecified addresses"
                                + " are refused; found 'http://169.254.169.254'"),
                arguments(
                        "the metadata service in disguise",
                        "clusters: {main: {endpoints: [{url: 'http://2852039166'}]}}",
                        "1:37: clusters.main.endpoints[0].url: expected an address of four numbers such as 10.0.0.7; found"
                                + " 'http://2852039166'"),
                arguments(
                        "credentials in an address",
                        "clusters: {main: {endpoints: [{url: 'https://me:pw@gpu.example.net'}]}}",
                        "1:37: clusters.main.endpoints[0].url: expected an address without credentials; those go into api_key; found"
                                + " 'https://***@gpu.example.net'"),
                arguments(
                        "a block with bits behind its prefix",
                        "geo: {trust: [{peers: [10.0.0.1/8], header: X}]}",
                        "1:24: geo.trust[0].peers[0]: expected the first address of the block, 10.0.0.0/8; found '10.0.0.1/8'"),
                arguments(
                        "a rule without effect",
                        "rules: [{id: r, effect: {}}]",
                        "1:25: rules[0].effect: expected deny, answer or residency"),
                arguments(
                        "a price finer than money",
                        "clusters: {main: {endpoints: [{url: 'http://h'}], price: {input: 1 USD, output: 1 USD/1M}}}",
                        "1:66: clusters.main.price.input: expected a price such as 0.60 USD/1M (per million tokens) or"
                                + " 0.0006 USD/1k; found '1 USD'"),
                arguments(
                        "a certificate that is not there",
                        "tenants: [{id: t, keys: [" + HASH
                                + "]}]\nlisten: {https: {cert: /none/a.crt, key: /none/a.key}}",
                        "2:24: listen.https.cert: expected a readable file; cannot read '/none/a.crt' | 2:42: listen.https.key:"
                                + " expected a readable file; cannot read '/none/a.key'"),
                arguments(
                        "a lonely dollar brace",
                        "node: {id: \"${}\"}",
                        "1:12: node.id: expected ${NAME} or ${NAME:-default} for the environment, $${ for the text itself"),
                arguments(
                        "a variable that is not set",
                        "node: {id: \"${NOT_SET}\"}",
                        "1:12: node.id: the environment variable NOT_SET is not set; set it, or write ${NOT_SET:-default}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void eachMistakeIsAnsweredWithItsPlaceAndWhatToWrite(String mistake, String yaml, String expected) {
        assertThat(String.join(" | ", Yaml.problems(folder, yaml, Map.of()))).isEqualTo(expected);
    }

    @Test
    void allMistakesOfAFileAreToldAtOnceInItsOrder() {
        String yaml = """
                node: {id: "a b"}
                listne: {}
                cache:
                  ttl: soon
                  memory: 1
                models:
                  - {name: a, central: {cluster: mian, model: m}}
                clusters:
                  main: {endpoints: [{url: ftp://x}]}
                """;

        assertThat(Yaml.problems(folder, yaml, Map.of()))
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                // The reference to a cluster is not judged while the clusters themselves are broken.
                .containsExactly("1:12:", "2:1:", "4:8:", "5:11:", "9:28:");
    }

    @Test
    void aMissingFileIsOneClearLine() {
        Loaded loaded = Yaml.load(folder.resolve("none.yaml"), Map.of());

        assertThat(((Loaded.Bad) loaded).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.show())
                        .endsWith(
                                "none.yaml: there is no such file; name one with --config, or leave the option out for"
                                        + " defaults"));
    }

    @Test
    void aliasesThatMultiplyAreStopped() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, before))));
        }

        assertThat(Yaml.problems(folder, bomb.toString(), Map.of()))
                .anyMatch(line -> line.contains("an alias may multiply or contain itself"));
    }

    @Test
    void deepNestingAndSelfReferenceAreStopped() {
        assertThat(Yaml.problems(folder, "a: " + "[".repeat(10_000) + "]".repeat(10_000), Map.of()))
                .isNotEmpty();
        assertThat(Yaml.problems(folder, "a: &a [*a]\n", Map.of())).isNotEmpty();
    }

    @Test
    void aThousandMistakesAreCutToABoundedList() {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            keys.append("x").append(i).append(": 1\n");
        }

        assertThat(Yaml.problems(folder, keys.toString(), Map.of()))
                .hasSize(201)
                .last()
                .asString()
                .contains("800 more problems are not shown");
    }

    @Test
    void whatIsUsableButDoubtfulIsAWarning() {
        String yaml = """
                clusters: {main: {endpoints: [{url: "http://gpu.example.net"}], api_key: abc}}
                geo: {trust: [{peers: [0.0.0.0/0], header: X-Country}]}
                rules: [{id: r, effect: {residency: [KR]}}]
                """;

        assertThat(Yaml.problems(folder, yaml, Map.of()))
                .containsExactly(
                        "1:74: warning: clusters.main.api_key: goes over the network in clear text; use https",
                        "2:23: warning: geo.trust[0].peers: believes everyone, so callers choose their country themselves",
                        "3:37: warning: rules[0].effect.residency: no endpoint of any cluster stands in 'KR': these requests"
                                + " are answered on the node or not at all");
    }

    @Test
    void aHeaderThatNamesUsersWhereNobodyKeepsThemApartIsNamed(@TempDir Path folder) {
        String yaml = "tenants: [{id: t, keys: ['sha256:" + "a".repeat(64) + "'], user_header: X-User}]";

        assertThat(Yaml.problems(folder, yaml, Map.of()))
                .containsExactly("1:" + (yaml.indexOf("X-User") + 1)
                        + ": warning: tenants[0].user_header: counts with 'cache_scope: user' only");
    }
}

package dev.edgewise.inference.store.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys stand is kept for messages, and for no more keys than messages are about. */
class ManifestFileTest {
    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(","));
    }

    private static ManifestFile read(String name, String text) throws IOException {
        return ManifestFile.read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"edgewise.yaml", "edgewise.json"})
    void keysAtTheTopAndBelowItHaveTheirPlaces(String name) throws IOException {
        ManifestFile file = read(name, "{\"memory\": {\"host\": \"1GB\"},\n \"files\": {\"onnx/model.onnx\": \"x\"}}");

        assertThat(file.at("memory")).startsWith(name + ":1:");
        assertThat(file.at("memory.host")).startsWith(name + ":1:");
        assertThat(file.at("files.onnx/model.onnx")).startsWith(name + ":2:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"edgewise.yaml", "edgewise.json"})
    void hugeManifestsOfManyAndLongKeysAreNotRememberedKeyByKey(String name) throws IOException {
        String longKey = "k".repeat(900);
        ManifestFile file = read(
                name,
                "{\"%s\": {%s}, \"a\": {\"b\": {\"c\": {%s}}}, %s}"
                        .formatted(longKey, keys(2_000), keys(20), keys(5_000)));

        assertThat(file.places()).hasSizeLessThanOrEqualTo(1_000);
        assertThat(file.places().keySet()).allMatch(path -> path.length() <= 401);
        assertThat(file.at("a.b.c")).isEqualTo(name + ": ");
    }
}

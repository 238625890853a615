package dev.edgewise.cache.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Nicolas Seriot's JSONTestSuite: what every parser must accept, and must refuse. */
class JsonTestSuiteTest {
    private static final Path SUITE = Path.of("..", "..", "shared", "data", "json", "test_parsing");

    /** Well-formed by itself, but not strict: it names a field twice. */
    private static final List<String> NAMES_A_FIELD_TWICE =
            List.of("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json");

    private final RequestScan scan = new RequestScan(1 << 22);

    @Test
    void whatMustBeRefusedIsRefusedAsABodyAndAsAValue() throws IOException {
        List<Path> files = files("n_");

        assertThat(files).hasSizeGreaterThan(150);
        for (Path file : files) {
            byte[] text = Files.readAllBytes(file);
            assertThat(scan.scan(text)).as(file.toString()).isInstanceOf(Malformed.class);
            assertThat(scan.scan(wrapped(text))).as("wrapped " + file).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void whatMustBeAcceptedIsAcceptedAsAValue() throws IOException {
        List<Path> files = files("y_");

        assertThat(files).hasSizeGreaterThan(80);
        for (Path file : files) {
            boolean strict = !NAMES_A_FIELD_TWICE.contains(file.getFileName().toString());
            assertThat(scan.scan(wrapped(Files.readAllBytes(file))))
                    .as(file.toString())
                    .isInstanceOf(strict ? Scanned.class : Malformed.class);
        }
    }

    private static byte[] wrapped(byte[] value) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"model\":\"m\",\"x\":".getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(value);
        body.write('}');
        return body.toByteArray();
    }

    private static List<Path> files(String prefix) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(SUITE), () -> "JSONTestSuite is not at " + SUITE + ": skipped");
        try (var folder = Files.list(SUITE)) {
            return folder.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }
}

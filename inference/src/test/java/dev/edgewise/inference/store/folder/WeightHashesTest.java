package dev.edgewise.inference.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightHashesTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final Instant LONG_AGO = NOW.minusSeconds(60);

    @TempDir
    Path folder;

    private final List<Path> read = new ArrayList<>();
    private final WeightHashes hashes = new WeightHashes(this::hash, () -> NOW);

    private String hash(Path file) throws IOException {
        read.add(file);
        return Signatures.sha256(file);
    }

    private Path file(String name, String content, Instant changed) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setLastModifiedTime(file, FileTime.from(changed));
        return file;
    }

    @Test
    void aFileThatStaysAsItIsIsReadOnce() throws IOException {
        Path file = file("model.onnx", "one", LONG_AGO);

        String first = hashes.of(file);

        assertThat(hashes.of(file)).isEqualTo(first).isEqualTo(Signatures.sha256(file));
        assertThat(read).hasSize(1);
    }

    @Test
    void aLinkToAFileThatWasReadIsNotRead() throws IOException {
        Path file = file("model.onnx", "one", LONG_AGO);
        String first = hashes.of(file);

        assertThat(hashes.of(Files.createLink(folder.resolve("link"), file))).isEqualTo(first);
        assertThat(read).containsExactly(file);
    }

    @Test
    void aFileOfAnotherTimeSizeOrPlaceIsReadAgain() throws IOException {
        Path file = file("model.onnx", "one", LONG_AGO);
        String first = hashes.of(file);

        assertThat(hashes.of(file("model.onnx", "two", LONG_AGO.plusNanos(1_000_000))))
                .isNotEqualTo(first);
        assertThat(hashes.of(file("model.onnx", "three", LONG_AGO))).isNotEqualTo(first);
        assertThat(hashes.of(file("model.onnx", "one", LONG_AGO))).isEqualTo(first);
        Files.move(file("other", "six", LONG_AGO), file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(hashes.of(file)).as("another file of that size and time").isNotEqualTo(first);
        assertThat(read).hasSize(5);
    }

    @Test
    void aFileThatHasJustChangedIsReadAgainForItMayChangeUnseen() throws IOException {
        Path file = file("model.onnx", "one", NOW.minusSeconds(1));
        String first = hashes.of(file);

        assertThat(hashes.of(file("model.onnx", "two", NOW.minusSeconds(1)))).isNotEqualTo(first);
        assertThat(read).hasSize(2);
    }

    @Test
    void aFileThatChangesWhileItIsReadIsReadAgain() throws IOException {
        Path file = file("model.onnx", "one", LONG_AGO);
        var changing = new WeightHashes(
                of -> {
                    String hash = hash(of);
                    file("model.onnx", "two", LONG_AGO.plusSeconds(1));
                    return hash;
                },
                () -> NOW);
        String before = changing.of(file);

        assertThat(changing.of(file)).isNotEqualTo(before);
        assertThat(read).hasSize(2);
    }

    @Test
    void theFileThatWasAskedForLeastLatelyMakesRoom() throws IOException {
        Path first = file("first", "1", LONG_AGO);
        Path second = file("second", "2", LONG_AGO);
        hashes.of(first);
        hashes.of(second);
        for (int i = 2; i < WeightHashes.FILES_MAX; i++) {
            hashes.of(file("file-" + i, "x", LONG_AGO));
        }
        hashes.of(first);
        hashes.of(file("one-more", "x", LONG_AGO));
        read.clear();

        hashes.of(first);
        hashes.of(second);

        assertThat(read).containsExactly(second);
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> hashes.of(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}

package dev.edgewise.cache.semantic.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledQuestionsTest {
    @TempDir
    Path folder;

    private LabelledQuestions read(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, String.join("\n", lines) + "\n");
        return LabelledQuestions.read(file);
    }

    @Test
    void a_chain_of_same_pairs_is_one_cluster_unless_a_pair_says_otherwise() throws IOException {
        LabelledQuestions read = read("pairs.tsv", "a\tb\t1", "b\tc\t1", "c\td\t1", "a\td\t0", "a\te\t0", "x\ty\t1");

        assertThat(read.intents()).isFalse();
        assertThat(read.same(0, 2)).isTrue();
        assertThat(read.same(0, 3)).isFalse();
        assertThat(read.same(1, 3)).isTrue();
        assertThat(read.same(0, 4)).isFalse();
        assertThat(read.same(4, 4)).isTrue();
        assertThat(read.component(4)).isEqualTo(read.component(2)).isNotEqualTo(read.component(5));
    }

    @Test
    void lines_of_one_intent_mean_the_same_and_others_do_not() throws IOException {
        LabelledQuestions read = read("intents.tsv", "7\t0\t0\tone", "7\t0\t0\tuno", "8\t0\t0\ttwo", "7\t0\t0\tein");

        assertThat(read.intents()).isTrue();
        assertThat(read.count()).isEqualTo(4);
        assertThat(read.same(0, 3)).isTrue();
        assertThat(read.same(0, 2)).isFalse();
        assertThat(read.component(0)).isNotEqualTo(read.component(2));
    }

    @Test
    void gzip_is_read_and_a_line_of_no_format_is_named() throws IOException {
        Path file = folder.resolve("pairs.tsv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a\tb\t1\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(LabelledQuestions.read(file).count()).isEqualTo(2);

        assertThatThrownBy(() -> read("bad.tsv", "a\tb\t1", "a\tb\tyes"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2: expected text_a, text_b and 0 or 1");
        assertThatThrownBy(() -> read("mixed.tsv", "a\tb\t1", "7\t0\t0\tone"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mixes two formats");
        assertThatThrownBy(() -> read("empty.tsv", "")).isInstanceOf(IOException.class);
    }
}

package dev.edgewise.inference.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "hf:intfloat/Multilingual-E5-Small, multilingual-e5-small",
        "hf:a/b@v1.2, b@v1.2",
        "hf:a/b@refs/pr/7, b@refs-pr-7",
        "hf:a/b@main#onnx/model_q4.onnx, b@main--onnx-model_q4",
        "hf:a/B#m.onnx, b--m",
        "file:/srv/models/My Model/, my-model",
        "file:models/x#model.onnx, x--model",
        "maven:dev.langchain4j:minilm:1.20.0-beta30, minilm@1.20.0-beta30",
        "maven:g:a:1:q8, a@1-q8",
        "maven:g:a:1#q8.onnx, a@1--q8",
    })
    void a_reference_is_read_back_as_written_and_gives_a_name(String text, String name) {
        ModelReference reference = ModelReference.parse(text);

        assertThat(reference).hasToString(text);
        assertThat(reference.name()).isEqualTo(name);
    }

    @Test
    void a_name_is_bounded_however_long_its_parts_are() {
        String long96 = "a".repeat(96);
        String text = "hf:o/" + long96 + "@" + long96 + "#" + "b".repeat(200) + ".onnx";

        assertThat(ModelReference.parse(text).name()).hasSize(ModelReference.NAME_LENGTH_MAX);
    }

    @Test
    void the_parts_are_told_apart() {
        assertThat(ModelReference.parse("hf:o/n@r#onnx/m.onnx"))
                .isEqualTo(new ModelReference.Hub("o/n", Optional.of("r"), Optional.of("onnx/m.onnx")));
        assertThat(((ModelReference.Maven) ModelReference.parse("maven:org.x:a-b:1.0:q")).path())
                .isEqualTo("org/x/a-b/1.0/a-b-1.0-q.jar");
        assertThat(ModelReference.parse("file:///srv/m"))
                .isEqualTo(new ModelReference.Folder("/srv/m", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hf:",
                "hf:name",
                "hf:a/b/c",
                "hf:../b",
                "hf:a/..",
                "hf:a/b@",
                "hf:a/b@../x",
                "hf:a/b c",
                "hf:a/b?x",
                "hf:a/b#",
                "hf:a/b#weights.bin",
                "http://x/y",
                "file:",
                "file:a\nb",
                "maven:g:a",
                "maven:g/h:a:1",
                "maven:g:a:..",
                "hf:http://evil/x"
            })
    void what_is_no_reference_is_refused_with_the_forms_there_are(String text) {
        assertThatThrownBy(() -> ModelReference.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*(expected hf:OWNER/NAME|behind #).*");
    }
}

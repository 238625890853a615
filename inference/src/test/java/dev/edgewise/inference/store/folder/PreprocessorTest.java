package dev.edgewise.inference.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.catalog.ImageRecipe;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of pictures as the image processors of Hugging Face take them. */
class PreprocessorTest {
    @TempDir
    Path folder;

    private ImageRecipe recipe(String settings) throws IOException {
        Onnx graph = Onnx.message()
                .put(1, Onnx.node("", "Relu", "pixel_values", "logits"))
                .put(11, Onnx.port("pixel_values", 1, -1, 3, -1, -1))
                .put(12, Onnx.port("logits", 1, -1, 2));
        Files.write(folder.resolve("model.onnx"), Onnx.model(graph).toBytes());
        Files.writeString(
                folder.resolve("config.json"),
                "{\"architectures\": [\"XForImageClassification\"], \"id2label\": {\"0\": \"cat\", \"1\": \"dog\"}}");
        Files.writeString(folder.resolve("preprocessor_config.json"), settings);
        return ((Skill.ImageClassification) new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                        .read(folder, Optional.empty())
                        .skill())
                .recipe();
    }

    @Test
    void one_number_stands_for_all_colours() throws IOException {
        ImageRecipe recipe = recipe("{\"size\": 8, \"image_mean\": 0.25, \"image_std\": 2}");
        assertThat(recipe.mean()).isEqualTo(List.of(0.25, 0.25, 0.25));
        assertThat(recipe.deviation()).isEqualTo(List.of(2.0, 2.0, 2.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0.5]", "[0.5, 0.5, 0.5, 0.5]", "[0.1, 0.2, \"x\"]", "\"half\""})
    void colours_of_another_number_are_refused_by_name(String mean) {
        assertThatThrownBy(() -> recipe("{\"size\": 8, \"image_mean\": " + mean + "}"))
                .hasMessageContaining("image_mean must be a number, or one for each of 3 colours");
    }

    @Test
    void what_nothing_is_said_of_is_as_most_processors_have_it() throws IOException {
        assertThat(recipe("{}"))
                .isEqualTo(new ImageRecipe(
                        ImageRecipe.Fit.STRETCH,
                        224,
                        224,
                        ImageRecipe.Filter.BILINEAR,
                        0,
                        0,
                        1 / 255.0,
                        List.of(0.5, 0.5, 0.5),
                        List.of(0.5, 0.5, 0.5),
                        false));
        assertThatThrownBy(() -> recipe("{\"size\": {\"longest_edge\": 224}}")).hasMessageContaining("longest_edge");
    }

    @ParameterizedTest(name = "{0} pixels, crop_pct {1}")
    @CsvSource({
        "224, 0.875, SHORTEST_EDGE, 256, 224",
        "383, 0.5, SHORTEST_EDGE, 766, 383",
        "384, 0.875, STRETCH, 384, 0",
        "512, 1.0, STRETCH, 512, 0"
    })
    void from_384_pixels_on_nothing_is_cut_off(int edge, double share, ImageRecipe.Fit fit, int width, int crop)
            throws IOException {
        ImageRecipe recipe = recipe("{\"size\": {\"shortest_edge\": " + edge + "}, \"crop_pct\": " + share + "}");
        assertThat(recipe.fit()).isEqualTo(fit);
        assertThat(recipe.width()).isEqualTo(width);
        assertThat(recipe.cropWidth()).isEqualTo(crop);
    }

    @Test
    void a_processor_of_convnext_keeps_seven_eighths_where_nothing_is_said() throws IOException {
        ImageRecipe recipe =
                recipe("{\"image_processor_type\": \"ConvNextImageProcessor\", \"size\": {\"shortest_edge\": 224}}");
        assertThat(recipe.width()).isEqualTo(256);
        assertThat(recipe.cropWidth()).isEqualTo(224);
    }
}

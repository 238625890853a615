package dev.edgewise.gateway.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Triton's classification extension. */
class TopClassesTest {
    private static final List<String> PETS = List.of("cat", "dog", "Wal: blau");

    private static final Inferred.Classes PETS_OF_ANY = new Inferred.Classes(PETS, "");

    private static Tensor floats(long[] shape, float... values) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Tensor.of("y", TensorType.FP32, Shape.of(shape), bytes);
    }

    private static List<String> texts(Tensor tensor) {
        List<String> texts = new ArrayList<>();
        for (ByteBuffer data = tensor.data(); data.hasRemaining(); ) {
            byte[] text = new byte[data.getInt()];
            data.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static List<String> best(Tensor output, List<String> labels, int classes) throws Exception {
        return texts(TopClasses.of(output, new Inferred.Classes(labels, ""), classes, 1 << 20));
    }

    @Test
    void the_best_of_each_row_come_first_with_number_place_and_name() throws Exception {
        Tensor told = TopClasses.of(floats(new long[] {2, 3}, 0.1f, 3, -2, 5, 4, 6), PETS_OF_ANY, 2, 1 << 20);

        assertThat(told).hasToString("y BYTES[2, 2]");
        assertThat(texts(told))
                .containsExactly("3.000000:1:dog", "0.100000:0:cat", "6.000000:2:Wal: blau", "5.000000:0:cat");
    }

    @Test
    void more_than_there_are_means_all_and_equal_ones_keep_their_order_and_no_number_comes_last() throws Exception {
        assertThat(best(floats(new long[] {1, 3}, 1, 1, 1), PETS, 9))
                .containsExactly("1.000000:0:cat", "1.000000:1:dog", "1.000000:2:Wal: blau");
        assertThat(best(floats(new long[] {1, 3}, Float.NaN, -1, 2), PETS, 3))
                .containsExactly("2.000000:2:Wal: blau", "-1.000000:1:dog", "NaN:0:cat");
        assertThat(TopClasses.of(floats(new long[] {0, 3}), PETS_OF_ANY, 2, 10)).hasToString("y BYTES[0, 2]");
    }

    @Test
    void without_names_that_fit_number_and_place_are_told() throws Exception {
        assertThat(best(floats(new long[] {1, 2}, 1, 2), PETS, 1)).containsExactly("2.000000:1");
        assertThat(best(floats(new long[] {1, 2}, 1, 2), List.of(), 1)).containsExactly("2.000000:1");
    }

    @Test
    void names_of_another_output_are_left_out() throws Exception {
        Tensor three = floats(new long[] {1, 3}, 1, 2, 0);

        assertThat(texts(TopClasses.of(three, new Inferred.Classes(PETS, "y"), 1, 100)))
                .containsExactly("2.000000:1:dog");
        assertThat(texts(TopClasses.of(three, new Inferred.Classes(PETS, "logits"), 1, 100)))
                .containsExactly("2.000000:1");
    }

    @Test
    void the_best_of_many_are_those_that_sorting_finds() throws Exception {
        float[] values = new float[5_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * 0.37) * i;
        }
        List<Integer> sorted = java.util.stream.IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Float.compare(values[b], values[a]))
                .limit(100)
                .toList();

        assertThat(best(floats(new long[] {1, values.length}, values), List.of(), 100).stream()
                        .map(text -> Integer.parseInt(text.substring(text.indexOf(':') + 1)))
                        .toList())
                .isEqualTo(sorted);
    }

    @Test
    void other_floats_are_read_as_what_they_are() throws Exception {
        ByteBuffer half = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        half.putShort(Float.floatToFloat16(0.5f))
                .putShort(Float.floatToFloat16(-2))
                .flip();
        ByteBuffer wide = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        wide.putDouble(1e300).putDouble(0.25).flip();

        assertThat(best(Tensor.of("y", TensorType.FP16, Shape.of(1, 2), half), List.of(), 2))
                .containsExactly("0.500000:0", "-2.000000:1");
        assertThat(best(Tensor.of("y", TensorType.FP64, Shape.of(1, 2), wide), List.of(), 2)
                        .getLast())
                .isEqualTo("0.250000:1");
    }

    @Test
    void what_is_no_row_of_floats_and_too_many_classes_are_refused() throws Exception {
        assertThatThrownBy(() -> best(floats(new long[] {1, 2, 1}, 1, 2), PETS, 1))
                .hasMessageContaining("output y is FP32[1, 2, 1]: 'classification' is for floats");
        ByteBuffer longs = ByteBuffer.allocate(16);
        assertThatThrownBy(() -> best(Tensor.of("y", TensorType.INT64, Shape.of(1, 2), longs), PETS, 1))
                .hasMessageContaining("output y is INT64[1, 2]");
        assertThatThrownBy(() -> best(floats(new long[] {1, 2_000}, new float[2_000]), PETS, 1_500))
                .hasMessageContaining("at most 1000");
        assertThatThrownBy(() -> TopClasses.of(floats(new long[] {1, 3}, 1, 2, 3), PETS_OF_ANY, 3, 20))
                .hasMessageContaining("longer than the 20 bytes");
    }
}

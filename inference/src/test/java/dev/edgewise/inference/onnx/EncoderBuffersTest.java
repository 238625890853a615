package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import dev.edgewise.inference.schedule.Batching;
import org.junit.jupiter.api.Test;

class EncoderBuffersTest {
    private static EncoderBuffers buffers(ElementKind kind) {
        return EncoderBuffers.of(
                new EncoderPorts(true, false, false, "last_hidden_state", kind, Batching.Exact.ANY), 2, 3, 4, false);
    }

    @Test
    void sixteen_bits_that_a_model_gives_are_read_as_thirty_two() {
        EncoderBuffers buffers = buffers(ElementKind.FLOAT16);
        assertThat(buffers.given().capacity()).isEqualTo(2 * 3 * 4 * Short.BYTES);
        buffers.given().asShortBuffer().put(5, Float.floatToFloat16(-1.5f)).put(6, Float.floatToFloat16(2));

        buffers.widen(6);

        assertThat(buffers.states().get(5)).isEqualTo(-1.5f);
        assertThat(buffers.states().get(6)).as("beyond what came out").isZero();
    }

    @Test
    void thirty_two_bits_are_read_where_the_model_put_them() {
        EncoderBuffers buffers = buffers(ElementKind.FLOAT);
        buffers.given().asFloatBuffer().put(7, 0.25f);

        assertThat(buffers.states().get(7)).isEqualTo(0.25f);
    }
}

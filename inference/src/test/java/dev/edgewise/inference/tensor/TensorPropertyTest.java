package dev.edgewise.inference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A tensor is as long as its type and shape say, or it is none. */
class TensorPropertyTest {

    @Property
    void onlyTheRightNumberOfBytesMakesATensor(
            @ForAll TensorType type,
            @ForAll @Size(max = 4) List<@IntRange(max = 4) Integer> sizes,
            @ForAll @IntRange(max = 300) int length)
            throws BadTensorException {
        Shape shape = Shape.of(sizes.stream().mapToLong(Integer::longValue).toArray());
        ByteBuffer data = ByteBuffer.allocate(length);
        // Zeros are texts without a character, four bytes each.
        int bytes = type == TensorType.BYTES ? Integer.BYTES : type.bytes();
        if (length == shape.elements() * bytes) {
            assertThat(Tensor.of("t", type, shape, data).bytes()).isEqualTo(length);
        } else {
            assertThatThrownBy(() -> Tensor.of("t", type, shape, data)).isInstanceOf(BadTensorException.class);
        }
    }

    @Property
    void textsCutAnywhereAreRefused(@ForAll Random random, @ForAll @IntRange(min = 1, max = 6) int elements)
            throws BadTensorException {
        ByteBuffer data = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            byte[] text = new byte[random.nextInt(20)];
            random.nextBytes(text);
            data.putInt(text.length).put(text);
        }
        data.flip();
        Shape shape = Shape.of(elements);
        assertThat(Tensor.of("t", TensorType.BYTES, shape, data).bytes()).isEqualTo(data.limit());
        for (int cut = 0; cut < data.limit(); cut++) {
            ByteBuffer part = data.duplicate().limit(cut);
            assertThatThrownBy(() -> Tensor.of("t", TensorType.BYTES, shape, part))
                    .isInstanceOf(BadTensorException.class);
        }
    }

    @Property
    void aShapeHasTheProductOfItsSizesOrIsRefused(@ForAll @Size(max = 20) long[] sizes) {
        double product = Arrays.stream(sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
        boolean negative = Arrays.stream(sizes).anyMatch(size -> size < 0);
        try {
            assertThat((double) Shape.of(sizes).elements()).isEqualTo(product);
            assertThat(negative).isFalse();
        } catch (BadTensorException refused) {
            assertThat(negative || product > Shape.ELEMENTS_MAX || sizes.length > Shape.RANK_MAX)
                    .isTrue();
        }
    }
}

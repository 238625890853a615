package dev.edgewise.gateway.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read again to the bit, in both forms; what is cut off anywhere is refused. */
class TensorCodecPropertyTest {
    private static final int BYTES_MAX = 1 << 20;

    @Provide
    Arbitrary<Tensor> tensors() {
        return Combinators.combine(
                        Arbitraries.of(TensorType.values()),
                        Arbitraries.longs().between(0, 4).array(long[].class).ofMaxSize(4),
                        Arbitraries.longs())
                .as(TensorCodecPropertyTest::tensor);
    }

    private static Tensor tensor(TensorType type, long[] sizes, long seed) {
        try {
            Shape shape = Shape.of(sizes);
            return Tensor.of("t", type, shape, bytes(type, shape.elements(), new Random(seed)));
        } catch (dev.edgewise.inference.tensor.BadTensorException e) {
            throw new AssertionError(e);
        }
    }

    /** Random elements, all of which JSON can carry. */
    private static ByteBuffer bytes(TensorType type, int elements, Random random) {
        ByteBuffer bytes = ByteBuffer.allocate(elements * 64 + 64).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            switch (type) {
                case BOOL -> bytes.put((byte) random.nextInt(2));
                case INT8, UINT8 -> bytes.put((byte) random.nextInt());
                case INT16, UINT16 -> bytes.putShort((short) random.nextInt());
                case INT32, UINT32 -> bytes.putInt(random.nextInt());
                case INT64, UINT64 -> bytes.putLong(random.nextLong());
                case FP16 -> bytes.putShort((short) (random.nextInt() & 0xbbff));
                case BF16 -> bytes.putShort((short) (random.nextInt() & 0xbfff));
                case FP32 -> bytes.putInt(random.nextInt() & 0xbfff_ffff);
                case FP64 -> bytes.putLong(random.nextLong() & 0xbfff_ffff_ffff_ffffL);
                case BYTES -> {
                    int[] points = random.ints(random.nextInt(8), 1, 0xd800).toArray();
                    byte[] text = new String(points, 0, points.length).getBytes(StandardCharsets.UTF_8);
                    bytes.putInt(text.length).put(text);
                }
            }
        }
        return bytes.flip();
    }

    /** The answer's outputs as the inputs of a request. */
    private static byte[] asRequest(InferReply reply) {
        return new String(reply.body(), StandardCharsets.ISO_8859_1)
                .replaceFirst("\"outputs\"", "\"inputs\" ")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static InferReply write(List<Tensor> tensors, boolean binary) throws BadRequestException {
        var request = new InferRequest(Optional.of("7"), List.of(), List.of(), binary);
        return InferReplyWriter.write(request, "m", "1", tensors, BYTES_MAX);
    }

    @Property
    void jsonRoundTrips(@ForAll("tensors") Tensor tensor) throws BadRequestException {
        InferReply reply = write(List.of(tensor), false);

        assertThat(reply.jsonBytes()).isEqualTo(-1);
        InferRequest read = InferRequestReader.read(asRequest(reply), null);
        assertThat(read.id()).hasValue("7");
        assertSame(read.inputs().getFirst(), tensor);
    }

    @Property
    void bytesRoundTrip(@ForAll("tensors") Tensor one, @ForAll("tensors") Tensor other) throws BadRequestException {
        InferReply reply = write(List.of(one, other), true);

        byte[] body = asRequest(reply);
        List<Tensor> read =
                InferRequestReader.read(body, "" + reply.jsonBytes()).inputs();
        assertSame(read.get(0), one);
        assertSame(read.get(1), other);
    }

    @Property(tries = 200)
    void anyTruncationIsRefused(@ForAll("tensors") Tensor tensor, @ForAll boolean binary) throws BadRequestException {
        InferReply reply = write(List.of(tensor), binary);
        byte[] body = asRequest(reply);
        String length = binary ? "" + reply.jsonBytes() : null;

        for (int cut = 0; cut < body.length; cut += Math.max(1, body.length / 50)) {
            byte[] part = Arrays.copyOf(body, cut);
            assertThatThrownBy(() -> InferRequestReader.read(part, length)).isInstanceOf(BadRequestException.class);
        }
    }

    @Property(tries = 200)
    void anyChangedByteIsReadOrRefused(
            @ForAll("tensors") Tensor tensor, @ForAll boolean binary, @ForAll int place, @ForAll byte value)
            throws BadRequestException {
        InferReply reply = write(List.of(tensor), binary);
        byte[] body = asRequest(reply);
        body[Math.floorMod(place, body.length)] = value;
        List<Tensor> read = new ArrayList<>();
        try {
            read.addAll(InferRequestReader.read(body, binary ? "" + reply.jsonBytes() : null)
                    .inputs());
        } catch (BadRequestException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        assertThat(read).hasSizeLessThanOrEqualTo(1);
    }

    private static void assertSame(Tensor read, Tensor written) {
        assertThat(read.type()).isEqualTo(written.type());
        assertThat(read.shape()).isEqualTo(written.shape());
        assertThat(read.data()).isEqualTo(written.data());
    }
}

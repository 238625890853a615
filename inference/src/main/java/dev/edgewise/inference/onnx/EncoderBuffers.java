package dev.edgewise.inference.onnx;

import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * The native memory that an encoder reads and writes.
 *
 * @param width numbers of one vector
 * @param perRow whether a row gives one vector, not one for each token
 * @param ids tokens
 * @param mask ones: rows of a batch have equal length, so there is no padding to mask
 * @param types which text of a pair a token belongs to
 * @param places where in its row a token stands
 * @param kind kind of the numbers that come out
 * @param given what comes out, as it does
 * @param states the same in 32 bits: the same memory where they come so, else as {@link #widen} left it
 */
record EncoderBuffers(
        int width,
        boolean perRow,
        LongBuffer ids,
        LongBuffer mask,
        LongBuffer types,
        LongBuffer places,
        ElementKind kind,
        ByteBuffer given,
        FloatBuffer states) {
    /** Room for so many rows of so many tokens; none for what the model does not take. */
    static EncoderBuffers of(EncoderPorts ports, int rowsMax, int tokensMax, int width, boolean perRow) {
        int positions = Math.multiplyExact(rowsMax, tokensMax);
        LongBuffer mask = longs(ports.mask() ? positions : 0);
        for (int i = 0; i < mask.capacity(); i++) {
            mask.put(i, 1);
        }
        int numbers = Math.multiplyExact(perRow ? rowsMax : positions, width);
        ByteBuffer given = bytes(Math.multiplyExact(numbers, ports.kind().bytes()));
        return new EncoderBuffers(
                width,
                perRow,
                longs(positions),
                mask,
                longs(ports.types() ? positions : 0),
                longs(ports.positions() ? positions : 0),
                ports.kind(),
                given,
                ports.kind() == ElementKind.FLOAT
                        ? given.asFloatBuffer()
                        : bytes(Math.multiplyExact(numbers, Float.BYTES)).asFloatBuffer());
    }

    /** Brings the first {@code numbers} that came out into {@link #states}; nothing to do where they came in 32 bits. */
    void widen(int numbers) {
        if (kind != ElementKind.FLOAT) {
            MemorySegment from = MemorySegment.ofBuffer(given);
            for (int i = 0; i < numbers; i++) {
                states.put(i, Floats.at(from, kind, i));
            }
        }
    }

    /** How many vectors so many tokens give. */
    int vectors(int rows, int tokens) {
        return perRow ? rows : rows * tokens;
    }

    private static LongBuffer longs(int count) {
        return bytes(Math.multiplyExact(count, Long.BYTES)).asLongBuffer();
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    }
}

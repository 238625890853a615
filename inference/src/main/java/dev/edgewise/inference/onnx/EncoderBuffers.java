package dev.edgewise.inference.onnx;

import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import dev.edgewise.inference.schedule.TokenRow;
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
 * @param mask ones, until {@link #put} or {@link #leaveOut} writes others: rows of equal length have no padding to mask
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
        return ofPositions(ports, rowsMax, Math.multiplyExact(rowsMax, tokensMax), width, perRow);
    }

    /** Room for so many rows that have so many positions together. */
    static EncoderBuffers ofPositions(EncoderPorts ports, int rowsMax, int positions, int width, boolean perRow) {
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

    /** Writes a row of a batch of that width, and masks what is behind its tokens. */
    void put(int row, int positions, TokenRow tokens) {
        int from = row * positions;
        putIds(from, tokens);
        for (int position = tokens.tokens(); position < positions; position++) {
            leaveOut(from + position, position);
        }
        for (int position = 0; position < positions && mask.capacity() > 0; position++) {
            mask.put(from + position, position < tokens.tokens() ? 1 : 0);
        }
    }

    /** Writes a row that fills the width of its batch. */
    void putWhole(int row, TokenRow tokens) {
        putIds(row * tokens.tokens(), tokens);
    }

    private void putIds(int from, TokenRow tokens) {
        for (int position = 0; position < tokens.tokens(); position++) {
            int token = tokens.id(position);
            ids.put(from + position, TypedToken.id(token));
            if (types.capacity() > 0) {
                types.put(from + position, TypedToken.type(token));
            }
            if (places.capacity() > 0) {
                places.put(from + position, position);
            }
        }
    }

    /** Writes rows from one (inclusive) to another (exclusive) that nobody reads; their first token alone is seen. */
    void leaveOut(int fromRow, int toRow, int positions) {
        for (int row = fromRow; row < toRow; row++) {
            for (int position = 0; position < positions; position++) {
                leaveOut(row * positions + position, position);
                // A row in which nothing is seen would be divided by nothing.
                if (mask.capacity() > 0) {
                    mask.put(row * positions + position, position == 0 ? 1 : 0);
                }
            }
        }
    }

    /** The first token of a vocabulary exists; which one it is makes no difference behind a mask. */
    private void leaveOut(int at, int position) {
        ids.put(at, 0);
        if (types.capacity() > 0) {
            types.put(at, 0);
        }
        if (places.capacity() > 0) {
            places.put(at, position);
        }
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

package dev.edgewise.gateway.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the elements of one tensor as bytes, as they are read from JSON. Nothing is rounded but decimal fractions. */
final class ElementReader {
    private final String name;
    private final TensorType type;
    private ByteBuffer bytes;
    private int count;

    /** @param elements how many there will be; believed, so the caller has checked it */
    ElementReader(String name, TensorType type, int elements) {
        this.name = name;
        this.type = type;
        this.bytes = buffer(elements * (type == TensorType.BYTES ? Integer.BYTES : type.bytes()));
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** All that was read. */
    ByteBuffer bytes() {
        return bytes.flip();
    }

    /** Reads the element that the parser stands on. */
    void read(JsonParser json, JsonToken token) throws IOException, BadTensorException {
        try {
            switch (type) {
                case BOOL -> bytes.put(truth(token));
                case INT8 -> bytes.put((byte) integer(json, token, Byte.MIN_VALUE, Byte.MAX_VALUE));
                case UINT8 -> bytes.put((byte) integer(json, token, 0, 0xff));
                case INT16 -> bytes.putShort((short) integer(json, token, Short.MIN_VALUE, Short.MAX_VALUE));
                case UINT16 -> bytes.putShort((short) integer(json, token, 0, 0xffff));
                case INT32 -> bytes.putInt((int) integer(json, token, Integer.MIN_VALUE, Integer.MAX_VALUE));
                case UINT32 -> bytes.putInt((int) integer(json, token, 0, 0xffff_ffffL));
                case INT64 -> bytes.putLong(integer(json, token, Long.MIN_VALUE, Long.MAX_VALUE));
                case UINT64 -> bytes.putLong(unsigned(json, token));
                case FP16 -> bytes.putShort(half(single(json, token)));
                case BF16 -> bytes.putShort(brain(single(json, token)));
                case FP32 -> bytes.putFloat(single(json, token));
                case FP64 -> bytes.putDouble(twofold(json, token));
                case BYTES -> text(json, token);
            }
        } catch (InputCoercionException outOfRange) {
            throw wrong();
        }
        count++;
    }

    private byte truth(JsonToken token) throws BadTensorException {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw wrong();
        }
        return (byte) (token == JsonToken.VALUE_TRUE ? 1 : 0);
    }

    private long integer(JsonParser json, JsonToken token, long min, long max) throws IOException, BadTensorException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw wrong();
        }
        long value = json.getLongValue();
        if (value < min || value > max) {
            throw wrong();
        }
        return value;
    }

    private long unsigned(JsonParser json, JsonToken token) throws IOException, BadTensorException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw wrong();
        }
        BigInteger value = json.getBigIntegerValue();
        if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
            throw wrong();
        }
        return value.longValue();
    }

    private float single(JsonParser json, JsonToken token) throws IOException, BadTensorException {
        float value = isNumber(token) ? json.getFloatValue() : Float.NaN;
        if (value == 0 && isNegative(json)) {
            return -0f;
        }
        if (!Float.isFinite(value)) {
            throw wrong();
        }
        return value;
    }

    private double twofold(JsonParser json, JsonToken token) throws IOException, BadTensorException {
        double value = isNumber(token) ? json.getDoubleValue() : Double.NaN;
        if (value == 0 && isNegative(json)) {
            return -0d;
        }
        if (!Double.isFinite(value)) {
            throw wrong();
        }
        return value;
    }

    /** Of zero: the parser reads {@code -0} as a whole number, which has no sign. */
    private static boolean isNegative(JsonParser json) throws IOException {
        return json.getTextCharacters()[json.getTextOffset()] == '-';
    }

    private static boolean isNumber(JsonToken token) {
        return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    }

    private short half(float value) throws BadTensorException {
        short half = Float.floatToFloat16(value);
        if (!Float.isFinite(Float.float16ToFloat(half))) {
            throw wrong();
        }
        return half;
    }

    /** The nearest value with the upper 16 bits of a single, to even where two are as near. */
    private short brain(float value) throws BadTensorException {
        int bits = Float.floatToRawIntBits(value);
        int rounded = bits + 0x7fff + (bits >>> 16 & 1) >>> 16;
        if (!Float.isFinite(Float.intBitsToFloat(rounded << 16))) {
            throw wrong();
        }
        return (short) rounded;
    }

    private void text(JsonParser json, JsonToken token) throws IOException, BadTensorException {
        if (token != JsonToken.VALUE_STRING) {
            throw wrong();
        }
        byte[] utf8 = json.getText().getBytes(StandardCharsets.UTF_8);
        int needed = Integer.BYTES + utf8.length;
        if (bytes.remaining() < needed) {
            int size = Math.addExact(bytes.position(), Math.max(needed, bytes.capacity()));
            bytes = buffer(size).put(bytes.flip());
        }
        bytes.putInt(utf8.length).put(utf8);
    }

    private BadTensorException wrong() {
        String what = switch (type) {
            case BYTES -> "text";
            case BOOL -> "true or false";
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, FP32, FP64, BF16 ->
                "a number that " + type + " can hold";
        };
        return new BadTensorException("element " + count + " of " + name + " is not " + what);
    }
}

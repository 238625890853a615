package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.inference.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Writes the elements of a tensor in row-major order, so that reading them gives the same bytes again. */
final class ElementWriter {
    private ElementWriter() {}

    /** @throws BadRequestException if an element is no JSON: a number that is not finite, or bytes that are no text */
    static void write(JsonGenerator json, Tensor tensor) throws IOException, BadRequestException {
        ByteBuffer data = tensor.data();
        while (data.hasRemaining()) {
            switch (tensor.type()) {
                case BOOL -> json.writeBoolean(data.get() != 0);
                case INT8 -> json.writeNumber((int) data.get());
                case UINT8 -> json.writeNumber(Byte.toUnsignedInt(data.get()));
                case INT16 -> json.writeNumber((int) data.getShort());
                case UINT16 -> json.writeNumber(Short.toUnsignedInt(data.getShort()));
                case INT32 -> json.writeNumber(data.getInt());
                case UINT32 -> json.writeNumber(Integer.toUnsignedLong(data.getInt()));
                case INT64 -> json.writeNumber(data.getLong());
                case UINT64 -> json.writeNumber(Long.toUnsignedString(data.getLong()));
                case FP16 -> json.writeNumber(finite(Float.float16ToFloat(data.getShort()), tensor));
                case BF16 -> json.writeNumber(finite(Float.intBitsToFloat(data.getShort() << 16), tensor));
                case FP32 -> json.writeNumber(finite(data.getFloat(), tensor));
                case FP64 -> {
                    double value = data.getDouble();
                    if (!Double.isFinite(value)) {
                        throw infinite(tensor);
                    }
                    json.writeNumber(value);
                }
                case BYTES -> json.writeString(text(data, tensor));
            }
        }
    }

    private static float finite(float value, Tensor tensor) throws BadRequestException {
        if (!Float.isFinite(value)) {
            throw infinite(tensor);
        }
        return value;
    }

    private static BadRequestException infinite(Tensor tensor) {
        return new BadRequestException("output " + tensor.name()
                + " has values that are not finite numbers, which JSON cannot carry; ask for it with 'binary_data'");
    }

    private static String text(ByteBuffer data, Tensor tensor) throws BadRequestException {
        int length = data.getInt();
        ByteBuffer element = data.slice(data.position(), length);
        data.position(data.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(element).toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException("output " + tensor.name()
                    + " has elements that are no UTF-8 text, which JSON cannot carry; ask for it with 'binary_data'");
        }
    }
}

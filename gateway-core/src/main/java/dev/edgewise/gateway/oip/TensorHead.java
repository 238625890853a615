package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.gateway.tensor.DataReader;
import dev.edgewise.gateway.tensor.TensorMembers;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An input as the JSON tells it.
 *
 * @param binaryBytes how many bytes behind the JSON are its elements; −1 when they were in the JSON
 * @param data its elements, when they were in the JSON
 */
record TensorHead(
        String name,
        TensorType type,
        Shape shape,
        int binaryBytes,
        @Nullable ByteBuffer data) {
    /**
     * Reads an object that the parser stands on.
     *
     * @param body what the parser reads, to come back to data that stood before its own type and shape
     */
    static TensorHead read(JsonParser json, byte[] body, int jsonBytes) throws IOException, BadRequestException {
        try {
            return told(json, body, jsonBytes);
        } catch (BadTensorException e) {
            throw new BadRequestException(e.sentence());
        }
    }

    private static TensorHead told(JsonParser json, byte[] body, int jsonBytes)
            throws IOException, BadRequestException, BadTensorException {
        @Nullable String name = null;
        @Nullable TensorType type = null;
        @Nullable Shape shape = null;
        @Nullable ByteBuffer data = null;
        int dataAt = -1;
        Parameters parameters = Parameters.NONE;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "name" -> name = Members.text(json, "name", InferRequestReader.NAME_CHARS_MAX);
                case "datatype" -> type = TensorMembers.type(json);
                case "shape" -> shape = TensorMembers.shape(json);
                case "parameters" -> parameters = Parameters.read(json).ofNoOutput();
                case "data" -> {
                    dataAt = (int) json.currentTokenLocation().getByteOffset();
                    if (name != null && type != null && shape != null) {
                        data = DataReader.read(json, name, type, shape, jsonBytes - dataAt);
                    } else {
                        json.skipChildren();
                    }
                }
                case String other -> json.skipChildren();
            }
        }
        if (name == null || type == null || shape == null) {
            throw new BadRequestException((name == null ? "an input" : name) + " has no '"
                    + (name == null ? "name" : type == null ? "datatype" : "shape") + "'");
        }
        if (dataAt >= 0 && data == null) {
            try (JsonParser again = InferRequestReader.JSON.createParser(body, dataAt, jsonBytes - dataAt)) {
                again.nextToken();
                data = DataReader.read(again, name, type, shape, jsonBytes - dataAt);
            }
        }
        if (data == null && parameters.binaryBytes() < 0) {
            throw new BadRequestException(
                    "tensor " + name + " has neither 'data' nor the parameter 'binary_data_size'");
        }
        if (data != null && parameters.binaryBytes() >= 0) {
            throw new BadRequestException("tensor " + name + " has both 'data' and the parameter 'binary_data_size'");
        }
        return new TensorHead(name, type, shape, parameters.binaryBytes(), data);
    }

    /** The tensor, whose bytes begin at {@code at} where they are not in the JSON. */
    Tensor tensor(byte[] body, int at) throws BadTensorException {
        return Tensor.of(name, type, shape, data != null ? data : ByteBuffer.wrap(body, at, binaryBytes));
    }
}

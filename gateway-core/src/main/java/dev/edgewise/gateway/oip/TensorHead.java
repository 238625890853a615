package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
                case "datatype" -> type = type(json);
                case "shape" -> shape = shape(json);
                case "parameters" -> parameters = Parameters.read(json);
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
            throw new BadRequestException(name + " has neither 'data' nor the parameter 'binary_data_size'");
        }
        if (data != null && parameters.binaryBytes() >= 0) {
            throw new BadRequestException(name + " has both 'data' and the parameter 'binary_data_size'");
        }
        return new TensorHead(name, type, shape, parameters.binaryBytes(), data);
    }

    private static TensorType type(JsonParser json) throws IOException, BadRequestException {
        String name = Members.text(json, "datatype", InferRequestReader.NAME_CHARS_MAX);
        return TensorType.named(name)
                .orElseThrow(() -> new BadRequestException("there is no datatype '" + name + "'; there are "
                        + String.join(
                                ", ",
                                Arrays.stream(TensorType.values())
                                        .map(Enum::name)
                                        .toList())));
    }

    private static Shape shape(JsonParser json) throws IOException, BadRequestException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new BadRequestException("'shape' must be a list of sizes");
        }
        long[] sizes = new long[Shape.RANK_MAX];
        int rank = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (rank == sizes.length) {
                throw new BadRequestException("a 'shape' has more than " + Shape.RANK_MAX + " dimensions");
            }
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw new BadRequestException("'shape' must be a list of whole numbers");
            }
            sizes[rank++] = json.getLongValue();
        }
        try {
            return Shape.of(Arrays.copyOf(sizes, rank));
        } catch (BadTensorException e) {
            throw new BadRequestException(e.sentence());
        }
    }

    /** The tensor, whose bytes begin at {@code at} where they are not in the JSON. */
    Tensor tensor(byte[] body, int at) throws BadTensorException {
        return Tensor.of(name, type, shape, data != null ? data : ByteBuffer.wrap(body, at, binaryBytes));
    }
}

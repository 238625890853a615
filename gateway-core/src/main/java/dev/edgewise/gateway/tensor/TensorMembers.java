package dev.edgewise.gateway.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.util.Arrays;

/** Reads {@code datatype} and {@code shape} of a tensor; each parser stands on the member's value. */
public final class TensorMembers {
    /** Longest name that is read of a type, in characters. */
    private static final int TYPE_CHARS_MAX = 1024;

    private TensorMembers() {}

    /** @throws BadTensorException if it is no type's name */
    public static TensorType type(JsonParser json) throws IOException, BadTensorException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadTensorException("'datatype' must be text");
        }
        String name = json.getText();
        if (name.length() > TYPE_CHARS_MAX) {
            throw new BadTensorException("'datatype' is longer than " + TYPE_CHARS_MAX + " characters");
        }
        return TensorType.named(name)
                .orElseThrow(() -> new BadTensorException("there is no datatype '" + name + "'; there are "
                        + String.join(
                                ", ",
                                Arrays.stream(TensorType.values())
                                        .map(Enum::name)
                                        .toList())));
    }

    /** @throws BadTensorException if it is no list of sizes, or there are too many of them or of elements */
    public static Shape shape(JsonParser json) throws IOException, BadTensorException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new BadTensorException("'shape' must be a list of sizes");
        }
        long[] sizes = new long[Shape.RANK_MAX];
        int rank = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (rank == sizes.length) {
                throw new BadTensorException("a 'shape' has more than " + Shape.RANK_MAX + " dimensions");
            }
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw new BadTensorException("'shape' must be a list of whole numbers");
            }
            sizes[rank++] = json.getLongValue();
        }
        return Shape.of(Arrays.copyOf(sizes, rank));
    }
}

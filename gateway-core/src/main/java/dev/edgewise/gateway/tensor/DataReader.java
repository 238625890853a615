package dev.edgewise.gateway.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads {@code data} of a tensor: all elements in one array, or arrays nested as the shape says. */
public final class DataReader {
    /** Most elements in JSON: what one array holds of the widest. */
    private static final int ELEMENTS_MAX = Integer.MAX_VALUE / Long.BYTES;

    private final JsonParser json;
    private final String name;
    private final Shape shape;
    private final ElementReader elements;
    private int read;

    private DataReader(JsonParser json, String name, TensorType type, Shape shape) {
        this.json = json;
        this.name = name;
        this.shape = shape;
        this.elements = new ElementReader(name, type, shape.elements());
    }

    /**
     * Reads an array to its end.
     *
     * @param json stands on the value of {@code data}
     * @param jsonBytesMax no more bytes follow: a shape with more elements than these can write is a lie, and is found
     *     out before memory is taken for it
     * @throws BadTensorException if it is no such data, saying where
     */
    public static ByteBuffer read(JsonParser json, String name, TensorType type, Shape shape, long jsonBytesMax)
            throws IOException, BadTensorException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new BadTensorException("the data of " + name + " is not an array");
        }
        if (shape.elements() > jsonBytesMax / 2 || shape.elements() > ELEMENTS_MAX) {
            throw new BadTensorException("the shape " + shape + " of " + name + " has " + shape.elements()
                    + " elements, more than the request has room for");
        }
        var reader = new DataReader(json, name, type, shape);
        JsonToken first = json.nextToken();
        if (first == JsonToken.START_ARRAY && shape.rank() > 1) {
            reader.nested(0, first);
        } else {
            reader.flat(first);
        }
        return reader.elements.bytes();
    }

    private void flat(JsonToken first) throws IOException, BadTensorException {
        JsonToken token = first;
        while (token != JsonToken.END_ARRAY) {
            element(token, shape.elements());
            token = json.nextToken();
        }
        if (read != shape.elements()) {
            throw new BadTensorException(
                    "tensor " + name + " has " + read + " elements; its shape " + shape + " has " + shape.elements());
        }
    }

    /** The rest of an array of one dimension. */
    private void nested(int dimension, JsonToken first) throws IOException, BadTensorException {
        long size = shape.size(dimension);
        boolean innermost = dimension == shape.rank() - 1;
        long parts = 0;
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (parts++ == size) {
                throw ragged(dimension);
            }
            if (innermost) {
                element(token, shape.elements());
            } else if (token == JsonToken.START_ARRAY) {
                nested(dimension + 1, json.nextToken());
            } else {
                throw ragged(dimension);
            }
        }
        if (parts != size) {
            throw ragged(dimension);
        }
    }

    private void element(JsonToken token, int most) throws IOException, BadTensorException {
        if (read == most) {
            throw new BadTensorException("tensor " + name + " has more elements than its shape " + shape);
        }
        elements.read(json, token);
        read++;
    }

    private BadTensorException ragged(int dimension) {
        return new BadTensorException("the nested data of " + name + " does not have the shape " + shape
                + ": dimension " + dimension + " is not " + shape.size(dimension) + " everywhere");
    }
}

package dev.edgewise.gateway.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorPort;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one input of a model; what their shape is the lists themselves say where nobody else does. */
final class PortReader {
    private static final JsonFactory JSON = new JsonFactory();

    /** A shape that is wrong by a few elements is better told so by what is there. */
    private static final int SLACK_BYTES = 64;

    private final byte[] body;
    private final TensorPort port;

    PortReader(byte[] body, TensorPort port) {
        this.body = body;
        this.port = port;
    }

    /**
     * Reads an object with {@code data} and perhaps {@code datatype} and {@code shape}.
     *
     * @param members where its values lie
     */
    Tensor tensor(Map<String, RowsReader.Span> members, RowsReader.Span data) throws IOException, BadTensorException {
        RowsReader.Span type = members.get("datatype");
        if (type != null) {
            try (JsonParser json = on(type)) {
                TensorType told = TensorMembers.type(json);
                if (told != port.type()) {
                    throw new BadTensorException(
                            "input " + port.name() + " is " + port.type() + " in this model, not " + told);
                }
            }
        }
        RowsReader.Span shape = members.get("shape");
        if (shape == null) {
            return rows(data, null);
        }
        try (JsonParser json = on(shape)) {
            return rows(data, TensorMembers.shape(json));
        }
    }

    /**
     * Reads the lists that lie there.
     *
     * @param told their shape; null where they say it themselves: all rows, or a single one
     */
    Tensor rows(RowsReader.Span lists, @Nullable Shape told) throws IOException, BadTensorException {
        Shape read = told == null ? measured(lists) : told;
        Shape shape = told == null ? shape(read) : told;
        try (JsonParser json = on(lists)) {
            ByteBuffer data;
            if (read.rank() == 0) {
                ElementReader one = new ElementReader(port.name(), port.type(), 1);
                one.read(json, json.currentToken());
                data = one.bytes();
            } else {
                data = DataReader.read(json, port.name(), port.type(), read, lists.to() - lists.from() + SLACK_BYTES);
            }
            Tensor tensor = Tensor.of(port.name(), port.type(), shape, data);
            port.check(tensor);
            return tensor;
        }
    }

    private JsonParser on(RowsReader.Span value) throws IOException {
        JsonParser json = JSON.createParser(body, value.from(), value.to() - value.from());
        json.nextToken();
        return json;
    }

    /** The shape of nested lists by the first list on each level; of none for a single value. */
    private Shape measured(RowsReader.Span lists) throws IOException, BadTensorException {
        long[] sizes = new long[Shape.RANK_MAX];
        try (JsonParser json = on(lists)) {
            int rank = json.currentToken() == JsonToken.START_ARRAY ? measure(json, sizes, 0) : 0;
            Shape shape = Shape.of(Arrays.copyOf(sizes, rank));
            if (rank > 0 && shape.elements() > (lists.to() - lists.from()) / 2) {
                throw new BadTensorException(
                        "the rows of " + port.name() + " are ragged: not all are as long as the first");
            }
            return shape;
        }
    }

    /** Sizes from this level on; gives back how many levels there are. */
    private int measure(JsonParser json, long[] sizes, int level) throws IOException, BadTensorException {
        if (level == sizes.length) {
            throw new BadTensorException("input " + port.name() + " is nested more than " + sizes.length + " deep");
        }
        int rank = level + 1;
        long count = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (count == 0 && token == JsonToken.START_ARRAY) {
                rank = measure(json, sizes, level + 1);
            } else {
                json.skipChildren();
            }
            count++;
        }
        sizes[level] = count;
        return rank;
    }

    /** The tensor's shape: a row alone is one of one row, and where a row has one number, numbers are rows. */
    private Shape shape(Shape read) throws BadTensorException {
        int rank = port.shape().size();
        if (read.rank() == rank) {
            return read;
        }
        if (read.elements() == 0 && read.rank() < rank) {
            throw new BadTensorException("input " + port.name() + " has no rows: send at least one of the shape "
                    + port.shape().subList(1, rank));
        }
        boolean single = rank == 2 && port.shape().getLast() == 1;
        if (single && read.rank() < 2) {
            return Shape.of(read.elements(), 1);
        }
        if (read.rank() != rank - 1) {
            throw new BadTensorException("input " + port.name() + " takes rows of the shape "
                    + port.shape().subList(1, rank) + ", nested " + rank + " deep, or one of them; this is nested "
                    + read.rank() + " deep");
        }
        long[] sizes = new long[rank];
        sizes[0] = 1;
        System.arraycopy(read.toArray(), 0, sizes, 1, rank - 1);
        return Shape.of(sizes);
    }
}

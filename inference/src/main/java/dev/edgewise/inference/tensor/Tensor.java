package dev.edgewise.inference.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A named tensor: row-major elements, lowest byte first. Its bytes always fit its type and shape. Any thread; nobody may
 * change the bytes.
 */
public final class Tensor {
    private final String name;
    private final TensorType type;
    private final Shape shape;
    private final ByteBuffer data;

    private Tensor(String name, TensorType type, Shape shape, ByteBuffer data) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /**
     * A tensor of the bytes from {@code data}'s position to its limit, which are not copied.
     *
     * @throws BadTensorException if they are too few or too many for the type and shape
     */
    public static Tensor of(String name, TensorType type, Shape shape, ByteBuffer data) throws BadTensorException {
        ByteBuffer bytes = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (type == TensorType.BYTES) {
            checkLengths(name, shape, bytes);
        } else if (bytes.remaining() != (long) shape.elements() * type.bytes()) {
            throw new BadTensorException("tensor " + name + " has " + bytes.remaining() + " bytes; " + type
                    + " of shape " + shape + " takes " + (long) shape.elements() * type.bytes());
        }
        return new Tensor(name, type, shape, bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static void checkLengths(String name, Shape shape, ByteBuffer bytes) throws BadTensorException {
        int at = 0;
        for (int element = 0; element < shape.elements(); element++) {
            int left = bytes.limit() - at;
            long length = left < Integer.BYTES ? -1 : Integer.toUnsignedLong(bytes.getInt(at));
            if (length < 0 || length > left - Integer.BYTES) {
                throw new BadTensorException(
                        "tensor " + name + " ends within element " + element + " of " + shape.elements());
            }
            at += Integer.BYTES + (int) length;
        }
        if (at != bytes.limit()) {
            throw new BadTensorException(
                    "tensor " + name + " has " + (bytes.limit() - at) + " bytes after its last element");
        }
    }

    /**
     * Some rows of it, that is, places of its first dimension.
     *
     * @param from the first row
     * @param to the row behind the last one
     * @param count how many rows the tensor is to have: where these are fewer, the last one is repeated, which takes a copy
     * @throws BadTensorException if it has no such rows, or its elements have lengths of their own
     */
    public Tensor rows(int from, int to, int count) throws BadTensorException {
        if (type == TensorType.BYTES || shape.rank() == 0) {
            throw new BadTensorException("tensor " + name + " " + type + shape + " is no tensor of rows of numbers");
        }
        if (from < 0 || to <= from || to > shape.size(0) || count < to - from) {
            throw new BadTensorException(
                    "tensor " + name + " has no rows " + from + " to " + to + " in its shape " + shape);
        }
        long[] sizes = shape.toArray();
        int rowBytes = (int) (data.limit() / sizes[0]);
        sizes[0] = count;
        Shape wanted = Shape.of(sizes);
        ByteBuffer some = data.slice(from * rowBytes, (to - from) * rowBytes);
        if (count > to - from) {
            ByteBuffer all = ByteBuffer.allocate(Math.multiplyExact(count, rowBytes));
            all.put(some);
            while (all.hasRemaining()) {
                all.put(data.slice((to - 1) * rowBytes, rowBytes));
            }
            some = all.flip();
        }
        return of(name, type, wanted, some);
    }

    public String name() {
        return name;
    }

    public TensorType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    /** The bytes, from position 0 to the limit, in a view of the caller's own. */
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many bytes. */
    public int bytes() {
        return data.limit();
    }

    @Override
    public String toString() {
        return name + " " + type + shape;
    }
}

package dev.edgewise.gateway.oip;

import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The best classes of each row of an output, as Triton's classification extension writes them: text such as
 * {@code 0.970000:2:cat}, the output's own number, the class's place, and its name where it has one. Pure.
 */
final class TopClasses {
    /** Most classes of a row that are told. */
    static final int CLASSES_MAX = 1_000;

    private final Tensor output;
    private final List<String> labels;
    private final int width;
    private final int count;

    private TopClasses(Tensor output, Inferred.Classes classes, int width, int count) {
        this.output = output;
        this.labels = classes.of(output.name(), width);
        this.width = width;
        this.count = count;
    }

    /**
     * A tensor of text in the place of an output, of the same name.
     *
     * @param classes what the model's classes are called; left out where they are not this output's
     * @param wanted how many of each row, best first; fewer where it has fewer
     * @param bytesMax more text is refused
     * @throws BadRequestException if the output is not one row of floats for each input, or the text would be too long
     */
    static Tensor of(Tensor output, Inferred.Classes classes, int wanted, int bytesMax) throws BadRequestException {
        if (output.shape().rank() != 2 || floatBytes(output.type()) == 0) {
            throw new BadRequestException("output " + output.name() + " is " + output.type() + output.shape()
                    + ": 'classification' is for floats of the shape [rows, classes]; ask for the output itself");
        }
        int width = (int) output.shape().size(1);
        int count = Math.min(wanted, width);
        if (count > CLASSES_MAX) {
            throw new BadRequestException(
                    "'classification' asks for " + count + " classes of a row; at most " + CLASSES_MAX + " are told");
        }
        try {
            return new TopClasses(output, classes, width, count).told(bytesMax);
        } catch (BadTensorException e) {
            throw new BadRequestException(e.sentence());
        }
    }

    private static int floatBytes(TensorType type) {
        return switch (type) {
            case FP16, BF16, FP32, FP64 -> type.bytes();
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> 0;
        };
    }

    private Tensor told(int bytesMax) throws BadRequestException, BadTensorException {
        int rows = (int) output.shape().size(0);
        var text = new BoundedBytes(bytesMax);
        ByteBuffer data = output.data();
        try {
            for (int row = 0; row < rows; row++) {
                for (int place : best(data, row)) {
                    byte[] told = told(value(data, row, place), place).getBytes(StandardCharsets.UTF_8);
                    text.write(ByteBuffer.allocate(Integer.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(told.length)
                            .array());
                    text.write(told);
                }
            }
        } catch (TooLong e) {
            throw e.told();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return Tensor.of(output.name(), TensorType.BYTES, Shape.of(rows, count), ByteBuffer.wrap(text.toByteArray()));
    }

    private String told(double value, int place) {
        String number = String.format(Locale.ROOT, "%.6f", value) + ":" + place;
        return labels.isEmpty() ? number : number + ":" + labels.get(place);
    }

    /** Places of the largest, largest first; of equal ones the first comes first, and what is no number last. */
    private int[] best(ByteBuffer data, int row) {
        double[] values = new double[count];
        int[] places = new int[count];
        int found = 0;
        for (int place = 0; place < width && count > 0; place++) {
            double value = value(data, row, place);
            double key = Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
            if (found == count && key <= values[count - 1]) {
                continue;
            }
            int at = found;
            while (at > 0 && values[at - 1] < key) {
                at--;
            }
            int moved = Math.min(found, count - 1) - at;
            System.arraycopy(values, at, values, at + 1, moved);
            System.arraycopy(places, at, places, at + 1, moved);
            values[at] = key;
            places[at] = place;
            found = Math.min(count, found + 1);
        }
        return Arrays.copyOf(places, found);
    }

    private double value(ByteBuffer data, int row, int place) {
        int at = (row * width + place) * output.type().bytes();
        return switch (output.type()) {
            case FP16 -> Float.float16ToFloat(data.getShort(at));
            case BF16 -> Float.intBitsToFloat(data.getShort(at) << 16);
            case FP32 -> data.getFloat(at);
            case FP64 -> data.getDouble(at);
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES ->
                throw new IllegalStateException("only floats come this far");
        };
    }
}

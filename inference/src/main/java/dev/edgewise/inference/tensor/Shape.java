package dev.edgewise.inference.tensor;

import java.util.Arrays;

/** The sizes of a tensor's dimensions, none negative, of bounded number and product. Immutable. */
public final class Shape {
    /** Most dimensions. */
    public static final int RANK_MAX = 16;

    /** Most elements, whatever their type. */
    public static final int ELEMENTS_MAX = 1 << 30;

    private final long[] sizes;
    private final int elements;

    private Shape(long[] sizes, int elements) {
        this.sizes = sizes;
        this.elements = elements;
    }

    /**
     * A shape of these sizes; of none for a single value.
     *
     * @throws BadTensorException if a size is negative, or there are too many dimensions or elements
     */
    public static Shape of(long... sizes) throws BadTensorException {
        if (sizes.length > RANK_MAX) {
            throw new BadTensorException(
                    "a shape of " + sizes.length + " dimensions is too much; this node takes " + RANK_MAX);
        }
        boolean empty = false;
        for (long size : sizes) {
            if (size < 0) {
                throw new BadTensorException("the shape " + Arrays.toString(sizes) + " has a negative size");
            }
            empty |= size == 0;
        }
        long product = empty ? 0 : 1;
        for (long size : sizes) {
            // Both factors are at most 2^30 here, so that their product fits.
            if (product != 0 && (size > ELEMENTS_MAX || (product *= size) > ELEMENTS_MAX)) {
                throw new BadTensorException("the shape " + Arrays.toString(sizes) + " has more than " + ELEMENTS_MAX
                        + " elements, the most this node takes");
            }
        }
        return new Shape(sizes.clone(), (int) product);
    }

    /** How many dimensions. */
    public int rank() {
        return sizes.length;
    }

    /** The size of one dimension. */
    public long size(int dimension) {
        return sizes[dimension];
    }

    /** The product of all sizes; 1 for a single value. */
    public int elements() {
        return elements;
    }

    /** A copy of the sizes. */
    public long[] toArray() {
        return sizes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}

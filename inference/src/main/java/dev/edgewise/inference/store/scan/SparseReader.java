package dev.edgewise.inference.store.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads sparse tensors: few numbers, where they stand, and the sizes of the whole. A runtime writes the whole out when it
 * loads a model, so that is what counts. One thread.
 */
final class SparseReader {
    private static final int DIMENSIONS_MAX = 32;

    private final ProtoFile in;
    private final TensorReader tensors;
    private final Growth growth;

    SparseReader(ProtoFile in, TensorReader tensors, Growth growth) {
        this.in = in;
        this.tensors = tensors;
        this.growth = growth;
    }

    /** Reads one that ends there. */
    void read(long end) throws IOException {
        Constant values = null;
        Constant indices = null;
        List<Long> sizes = new ArrayList<>();
        long count = 0;
        while (in.next(end)) {
            switch (in.field()) {
                case 1 -> values = tensors.read(in.enter(end));
                case 2 -> indices = tensors.read(in.enter(end));
                case 3 -> count += in.numbers(end, 0, sizes, DIMENSIONS_MAX);
                default -> in.skip(end);
            }
        }
        if (values == null || count > DIMENSIONS_MAX || sizes.isEmpty()) {
            throw new RefusedModelException(
                    "a sparse tensor lacks values or sizes, or has more than " + DIMENSIONS_MAX);
        }
        long elements = elements(values.name(), sizes);
        tensors.add(growth.written(values, elements));
        places(values, indices, sizes, elements);
        in.back(end);
    }

    private static long elements(String name, List<Long> sizes) throws RefusedModelException {
        long elements = 1;
        for (long size : sizes) {
            if (size < 0) {
                throw refused(name, "has a negative size");
            }
            try {
                elements = Math.multiplyExact(elements, size);
            } catch (ArithmeticException e) {
                throw refused(name, "is larger than any memory: its sizes multiply beyond 64 bits");
            }
        }
        return elements;
    }

    /** Either one number for each value, counted through the whole, or one for each size. */
    private void places(Constant values, @Nullable Constant indices, List<Long> sizes, long elements)
            throws IOException {
        if (values.elements() == 0 && (indices == null || indices.elements() == 0)) {
            return;
        }
        boolean through = indices != null && indices.sizes().equals(List.of(values.elements()));
        boolean each = indices != null && indices.sizes().equals(List.of(values.elements(), (long) sizes.size()));
        if (indices == null
                || indices.type() != ElementType.INT64
                || values.sizes().size() != 1
                || !through && !each) {
            throw refused(values.name(), "does not say for each of its values where it stands");
        }
        if (indices.at() < 0 && indices.bits().size() < indices.elements()) {
            throw refused(
                    values.name(),
                    "lists more than " + Constant.VALUES_MAX
                            + " places outside of its raw data; export it with raw data");
        }
        if (indices.at() >= 0) {
            in.back(indices.at());
        }
        for (int i = 0; i < indices.elements(); i++) {
            long place = indices.at() >= 0
                    ? in.littleEndian(Long.BYTES)
                    : indices.bits().get(i);
            if (place < 0 || place >= (through ? elements : sizes.get(i % sizes.size()))) {
                throw refused(values.name(), "has a value at " + place + ", outside of its sizes");
            }
        }
    }

    private static RefusedModelException refused(String name, String why) {
        return new RefusedModelException("the sparse tensor " + Operators.quote(name) + " " + why);
    }
}

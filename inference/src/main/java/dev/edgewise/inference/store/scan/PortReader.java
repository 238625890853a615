package dev.edgewise.inference.store.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the declaration of one input or output. One thread. */
final class PortReader {
    private static final int DIMENSIONS_MAX = 32;

    private final ProtoFile in;
    private final ScanLimits limits;
    private int elementType;
    private List<Long> shape = List.of();

    PortReader(ProtoFile in, ScanLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    Port read(long end) throws IOException {
        String name = "";
        elementType = 0;
        shape = List.of();
        while (in.next(end)) {
            switch (in.field()) {
                case 1 -> name = in.text(end, limits.textBytesMax());
                case 2 -> type(in.enter(end));
                default -> in.skip(end);
            }
        }
        return new Port(name, elementType, shape);
    }

    /** Only tensors are looked into: other kinds of values are no input of any API here. */
    private void type(long end) throws IOException {
        while (in.next(end)) {
            if (in.field() == 1) {
                tensor(in.enter(end));
            } else {
                in.skip(end);
            }
        }
    }

    private void tensor(long end) throws IOException {
        while (in.next(end)) {
            switch (in.field()) {
                case 1 -> elementType = Math.clamp(in.number(), 0, 1000);
                case 2 -> shape(in.enter(end));
                default -> in.skip(end);
            }
        }
    }

    private void shape(long end) throws IOException {
        List<Long> sizes = new ArrayList<>(4);
        while (in.next(end)) {
            if (in.field() != 1) {
                in.skip(end);
                continue;
            }
            if (sizes.size() == DIMENSIONS_MAX) {
                throw new RefusedModelException("an input or output has more than " + DIMENSIONS_MAX + " sizes");
            }
            sizes.add(dimension(in.enter(end)));
        }
        shape = sizes;
    }

    private long dimension(long end) throws IOException {
        long size = -1;
        while (in.next(end)) {
            if (in.field() == 1) {
                long announced = in.number();
                size = announced < 0 ? -1 : announced;
            } else {
                in.skip(end);
            }
        }
        return size;
    }
}

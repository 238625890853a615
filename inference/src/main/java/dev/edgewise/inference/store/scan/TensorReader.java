package dev.edgewise.inference.store.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads tensors without more than their first values, and checks that each has as much data as its shape and type take. One thread. */
final class TensorReader {
    private static final int DIMENSIONS_MAX = 32;
    private static final int ENTRIES_MAX = 16;

    private final ProtoFile in;
    private final ScanLimits limits;
    private final ExternalData external;
    private int tensors;
    private long bytes;

    TensorReader(ProtoFile in, ScanLimits limits, ExternalData external) {
        this.in = in;
        this.limits = limits;
        this.external = external;
    }

    /** Size of all tensors read, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Reads a tensor that ends there. */
    Constant read(long end) throws IOException {
        if (++tensors > limits.tensorsMax()) {
            throw new RefusedModelException("the model has more than " + limits.tensorsMax() + " tensors");
        }
        Parts parts = new Parts();
        while (in.next(end)) {
            field(parts, end);
        }
        ElementType type = ElementType.of(parts.type);
        long size = size(type, parts.elements);
        List<Long> values = List.of();
        if (parts.outside || !parts.entries.isEmpty()) {
            if (!parts.outside || type == ElementType.STRING || parts.listed + parts.raw > 0) {
                throw new RefusedModelException("the tensor " + Operators.quote(parts.name)
                        + " says both that its data is in the file and that it is elsewhere");
            }
            external.check(parts.entries, size);
            if (parts.elements <= Constant.VALUES_MAX) {
                values = bits(external.read(parts.entries, (int) size), type);
            }
        } else {
            inside(parts, type, size);
            values = parts.hasRaw ? bits(parts.begin, type) : parts.values;
        }
        bytes = Math.addExact(bytes, size);
        return new Constant(parts.name, type, parts.sizes, parts.elements, values, parts.outside ? -1 : parts.at, end);
    }

    /** Counts the bytes of a tensor that stands in the file in a shorter way. */
    void add(long more) {
        bytes = Math.addExact(bytes, more);
    }

    private static List<Long> bits(ByteBuffer data, ElementType type) {
        List<Long> bits = new ArrayList<>();
        // Of eight, as those that share a byte are not told apart.
        int each = Math.toIntExact(type.bytes(8) / 8);
        while (each > 0 && each <= Long.BYTES && bits.size() < Constant.VALUES_MAX && data.remaining() >= each) {
            bits.add(number(data, each));
        }
        return bits;
    }

    private static long number(ByteBuffer data, int bytes) {
        return switch (bytes) {
            case Long.BYTES -> data.getLong();
            case Integer.BYTES -> data.getInt();
            case Short.BYTES -> data.getShort();
            default -> data.get();
        };
    }

    private static long size(ElementType type, long elements) throws RefusedModelException {
        try {
            return type.bytes(elements);
        } catch (ArithmeticException e) {
            throw tooLarge();
        }
    }

    private static void inside(Parts parts, ElementType type, long size) throws RefusedModelException {
        if (parts.hasRaw && (parts.listed > 0 || type == ElementType.STRING)) {
            throw new RefusedModelException("the tensor " + Operators.quote(parts.name) + " has its data twice");
        }
        boolean fits = parts.hasRaw ? parts.raw == size : parts.listed == type.entries(parts.elements);
        if (!fits) {
            throw new RefusedModelException("the tensor " + Operators.quote(parts.name) + " of " + parts.elements
                    + " elements has data for another size");
        }
    }

    private void field(Parts parts, long end) throws IOException {
        switch (in.field()) {
            case 1 -> dimensions(parts, end);
            case 2 -> parts.type = in.number();
            case 3 -> throw new RefusedModelException("a tensor in segments, which no runtime reads");
            case 4 -> parts.listed += numbers(parts, end, Float.BYTES);
            case 5, 7, 11 -> parts.listed += numbers(parts, end, 0);
            case 6 -> {
                in.to(in.enter(end), end);
                parts.listed++;
            }
            case 8 -> parts.name = in.text(end, limits.textBytesMax());
            case 9 -> {
                long until = in.enter(end);
                raw(parts, until);
                in.to(until, end);
            }
            case 10 -> parts.listed += numbers(parts, end, Double.BYTES);
            case 13 -> entry(parts, in.enter(end));
            case 14 -> parts.outside = in.number() == 1;
            default -> in.skip(end);
        }
    }

    private long numbers(Parts parts, long end, int bytesEach) throws IOException {
        return in.numbers(end, bytesEach, parts.values, Constant.VALUES_MAX);
    }

    /** Only the first bytes are looked at. */
    private void raw(Parts parts, long until) throws IOException {
        parts.at = in.position();
        parts.raw += until - in.position();
        parts.hasRaw = true;
        parts.begin.clear();
        while (in.position() < until && parts.begin.hasRemaining()) {
            parts.begin.put((byte) in.littleEndian(1));
        }
        parts.begin.flip();
    }

    private void dimensions(Parts parts, long end) throws IOException {
        if (!in.isBytes()) {
            dimension(parts, in.number());
            return;
        }
        long until = in.enter(end);
        while (in.position() < until) {
            dimension(parts, in.varint());
        }
        if (in.position() != until) {
            throw new RefusedModelException("the sizes of a tensor are damaged near byte " + until);
        }
    }

    private static void dimension(Parts parts, long size) throws RefusedModelException {
        if (size < 0 || parts.sizes.size() == DIMENSIONS_MAX) {
            throw new RefusedModelException(
                    "a tensor has a negative size, or more than " + DIMENSIONS_MAX + " of them");
        }
        parts.sizes.add(size);
        try {
            parts.elements = Math.multiplyExact(parts.elements, size);
        } catch (ArithmeticException e) {
            throw tooLarge();
        }
    }

    private void entry(Parts parts, long end) throws IOException {
        String key = "";
        String value = "";
        while (in.next(end)) {
            switch (in.field()) {
                case 1 -> key = in.text(end, limits.textBytesMax());
                case 2 -> value = in.text(end, limits.textBytesMax());
                default -> in.skip(end);
            }
        }
        if (parts.entries.put(key, value) != null || parts.entries.size() > ENTRIES_MAX) {
            throw new RefusedModelException("a tensor says twice where its data is");
        }
    }

    private static RefusedModelException tooLarge() {
        return new RefusedModelException("a tensor is larger than any memory: its sizes multiply beyond 64 bits");
    }

    /** What the fields of one tensor say. */
    private static final class Parts {
        private String name = "";
        private long type;
        private long elements = 1;
        private final List<Long> sizes = new ArrayList<>(4);
        private long listed;
        private long raw;
        private boolean hasRaw;
        private final ByteBuffer begin =
                ByteBuffer.allocate(Constant.VALUES_MAX * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        private final List<Long> values = new ArrayList<>(0);

        /** Where the data begins in the file. */
        private long at = -1;

        private boolean outside;
        private final Map<String, String> entries = HashMap.newHashMap(4);
    }
}

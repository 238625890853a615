package dev.edgewise.inference.store.scan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor whose numbers stand in the file.
 *
 * @param name its name; empty where it has none
 * @param sizes its shape
 * @param elements how many numbers it has
 * @param bits the first of them, as they are written
 * @param at where its raw data begins in the file; −1 where it is listed, or in another file
 * @param end where the tensor ends in the file
 */
record Constant(String name, ElementType type, List<Long> sizes, long elements, List<Long> bits, long at, long end) {
    /** Most numbers of one tensor that are looked at: no shape has more, and few lists of sizes. */
    static final int VALUES_MAX = 64;

    /** The same without its first numbers, where they are not all. */
    Constant small() {
        return elements <= VALUES_MAX ? this : new Constant(name, type, sizes, elements, List.of(), at, end);
    }

    /** Its numbers; null where it has more than are looked at, or none that tell a size. */
    double @Nullable [] values() {
        if (elements > VALUES_MAX || bits.size() != elements) {
            return null;
        }
        return switch (type) {
            case INT64 -> bits.stream().mapToDouble(Long::longValue).toArray();
            case INT32 -> bits.stream().mapToDouble(Long::intValue).toArray();
            case INT16 -> bits.stream().mapToDouble(Long::shortValue).toArray();
            case INT8 -> bits.stream().mapToDouble(Long::byteValue).toArray();
            case UINT32 ->
                bits.stream().mapToDouble(each -> each & 0xffff_ffffL).toArray();
            case UINT16 -> bits.stream().mapToDouble(each -> each & 0xffff).toArray();
            case UINT8, BOOL -> bits.stream().mapToDouble(each -> each & 0xff).toArray();
            case UINT64 -> bits.stream().mapToDouble(Constant::unsigned).toArray();
            case FLOAT16 ->
                bits.stream()
                        .mapToDouble(each -> Float.float16ToFloat(each.shortValue()))
                        .toArray();
            case BFLOAT16 ->
                bits.stream()
                        .mapToDouble(each -> Float.intBitsToFloat(each.intValue() << 16))
                        .toArray();
            case FLOAT ->
                bits.stream()
                        .mapToDouble(each -> Float.intBitsToFloat(each.intValue()))
                        .toArray();
            case DOUBLE -> bits.stream().mapToDouble(Double::longBitsToDouble).toArray();
            case STRING,
                    COMPLEX64,
                    COMPLEX128,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4E2M1,
                    FLOAT8E8M0,
                    UINT2,
                    INT2 -> null;
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : bits + 0x1p64;
    }
}

package dev.edgewise.inference.store.scan;

/** The kinds of numbers that tensors hold, with their codes in ONNX. */
enum ElementType {
    FLOAT(1, 32),
    UINT8(2, 8),
    INT8(3, 8),
    UINT16(4, 16),
    INT16(5, 16),
    INT32(6, 32),
    INT64(7, 64),
    /** Text: its size is not known from its shape. */
    STRING(8, 0),
    BOOL(9, 8),
    FLOAT16(10, 16),
    DOUBLE(11, 64),
    UINT32(12, 32),
    UINT64(13, 64),
    COMPLEX64(14, 64),
    COMPLEX128(15, 128),
    BFLOAT16(16, 16),
    FLOAT8E4M3FN(17, 8),
    FLOAT8E4M3FNUZ(18, 8),
    FLOAT8E5M2(19, 8),
    FLOAT8E5M2FNUZ(20, 8),
    UINT4(21, 4),
    INT4(22, 4),
    FLOAT4E2M1(23, 4),
    FLOAT8E8M0(24, 8),
    UINT2(25, 2),
    INT2(26, 2);

    private static final ElementType[] BY_CODE = new ElementType[27];

    static {
        for (ElementType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final int bits;

    ElementType(int code, int bits) {
        this.code = code;
        this.bits = bits;
    }

    static ElementType of(long code) throws RefusedModelException {
        ElementType type = code > 0 && code < BY_CODE.length ? BY_CODE[(int) code] : null;
        if (type == null) {
            throw new RefusedModelException("a tensor has element type " + code + ", which ONNX does not have");
        }
        return type;
    }

    /**
     * Bytes that so many elements take.
     *
     * @throws ArithmeticException if that is more than a long holds
     */
    long bytes(long elements) {
        long allBits = Math.multiplyExact(elements, (long) bits);
        return Math.addExact(allBits, 7) / 8;
    }

    /** How many elements one entry of a typed list holds: small ones share a byte, a complex number takes two. */
    long entries(long elements) {
        return switch (this) {
            case COMPLEX64, COMPLEX128 -> Math.multiplyExact(elements, 2L);
            case UINT4, INT4, FLOAT4E2M1 -> Math.addExact(elements, 1) / 2;
            case UINT2, INT2 -> Math.addExact(elements, 3) / 4;
            case FLOAT,
                    UINT8,
                    INT8,
                    UINT16,
                    INT16,
                    INT32,
                    INT64,
                    STRING,
                    BOOL,
                    FLOAT16,
                    DOUBLE,
                    UINT32,
                    UINT64,
                    BFLOAT16,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    FLOAT8E8M0 -> elements;
        };
    }
}

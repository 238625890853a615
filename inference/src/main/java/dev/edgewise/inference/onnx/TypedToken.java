package dev.edgewise.inference.onnx;

/** A token id and its segment in one number, as rows carry them: segment 1 for the second text of a pair. */
final class TypedToken {
    private static final int SECOND = 1 << 30;

    private TypedToken() {}

    static int of(int id, long type) {
        return type == 0 ? id : id | SECOND;
    }

    static int id(int token) {
        return token & ~SECOND;
    }

    static int type(int token) {
        return token >>> 30;
    }
}

package dev.edgewise.inference.onnx.nativeapi;

/** Whether the C interface can be used in this process. */
public sealed interface NativeAccess {
    /** It can. */
    record Present(NativeApi api) implements NativeAccess {}

    /**
     * It cannot; the Java binding can still be used.
     *
     * @param reason one sentence for the operator
     */
    record Absent(String reason) implements NativeAccess {}
}

package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtSession;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where the library has a session of the Java binding. The binding keeps that to itself, and may call it otherwise one day. */
final class SessionHandle {
    private static final @Nullable VarHandle FIELD = field();

    private SessionHandle() {}

    private static @Nullable VarHandle field() {
        try {
            return MethodHandles.privateLookupIn(OrtSession.class, MethodHandles.lookup())
                    .findVarHandle(OrtSession.class, "nativeHandle", long.class);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** The session's address, which is good until the session is closed; empty where it cannot be had. */
    static OptionalLong of(OrtSession session) {
        return FIELD == null ? OptionalLong.empty() : OptionalLong.of((long) FIELD.get(session));
    }
}

package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** Closing sessions. */
final class Sessions {
    private Sessions() {}

    /** Frees a session, after its last run. */
    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("a session was closed twice", e);
        }
    }
}

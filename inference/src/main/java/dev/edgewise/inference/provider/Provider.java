package dev.edgewise.inference.provider;

import java.util.Locale;

/** An execution provider: what computes a model. */
public enum Provider {
    /** NVIDIA's TensorRT, and CUDA for what that cannot do. */
    TENSORRT,
    /** NVIDIA's CUDA. */
    CUDA,
    /** The processor; always there. */
    CPU;

    /** Its name in configuration, metrics and answers. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it computes in the memory of a device. */
    public boolean onDevice() {
        return this != CPU;
    }
}

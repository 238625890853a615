package dev.edgewise.inference.onnx.nativeapi;

import java.util.List;
import java.util.Map;

/**
 * How a session is made.
 *
 * @param threads of its own, its caller's included
 * @param entries the library's further settings by name
 * @param providers what it computes with besides the processor, the most wanted first
 */
public record SessionPlan(int threads, Map<String, String> entries, List<Provider> providers) {
    /** Copies the collections. */
    public SessionPlan {
        entries = Map.copyOf(entries);
        providers = List.copyOf(providers);
    }

    /** An execution provider, with the library's settings for it by name. */
    public sealed interface Provider {
        /** The settings. */
        Map<String, String> options();

        /** NVIDIA's CUDA. */
        record Cuda(Map<String, String> options) implements Provider {}

        /** NVIDIA's TensorRT. */
        record TensorRt(Map<String, String> options) implements Provider {}
    }
}

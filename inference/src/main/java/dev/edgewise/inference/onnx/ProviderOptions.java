package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import dev.edgewise.inference.onnx.nativeapi.SessionPlan;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The runtime's settings of providers, for both its interfaces.
 *
 * @param engines where TensorRT keeps what it made of a model
 */
record ProviderOptions(ProviderPlan plan, Path engines) {
    /** Adds a provider to the options of a session; nothing for the processor, which is always there. */
    void add(OrtSession.SessionOptions options, Provider provider) throws OrtException {
        switch (provider) {
            case CPU -> {}
            case CUDA -> addCuda(options);
            case TENSORRT -> {
                try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(plan.device())) {
                    for (Map.Entry<String, String> setting : tensorRt().entrySet()) {
                        tensorRt.add(setting.getKey(), setting.getValue());
                    }
                    options.addTensorrt(tensorRt);
                }
                addCuda(options);
            }
        }
    }

    private void addCuda(OrtSession.SessionOptions options) throws OrtException {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(plan.device())) {
            for (Map.Entry<String, String> setting : cuda().entrySet()) {
                cuda.add(setting.getKey(), setting.getValue());
            }
            options.addCUDA(cuda);
        }
    }

    /** The same for the C interface. */
    List<SessionPlan.Provider> of(Provider provider) {
        return switch (provider) {
            case CPU -> List.of();
            case CUDA -> List.of(new SessionPlan.Provider.Cuda(cuda()));
            case TENSORRT ->
                List.of(new SessionPlan.Provider.TensorRt(tensorRt()), new SessionPlan.Provider.Cuda(cuda()));
        };
    }

    Map<String, String> cuda() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("device_id", Integer.toString(plan.device()));
        // Doubling would take up to twice of what a model needs, and what is taken is never given back.
        settings.put("arena_extend_strategy", "kSameAsRequested");
        if (plan.deviceBytesMax() > 0) {
            settings.put("gpu_mem_limit", Long.toString(plan.deviceBytesMax()));
        }
        return settings;
    }

    Map<String, String> tensorRt() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("device_id", Integer.toString(plan.device()));
        // To build an engine takes minutes; to read it, seconds.
        settings.put("trt_engine_cache_enable", "1");
        settings.put("trt_engine_cache_path", engines.toString());
        if (plan.deviceBytesMax() > 0) {
            settings.put("trt_max_workspace_size", Long.toString(plan.deviceBytesMax()));
        }
        return settings;
    }
}

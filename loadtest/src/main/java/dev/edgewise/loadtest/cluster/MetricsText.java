package dev.edgewise.loadtest.cluster;

import java.util.Locale;

/** The metrics of a vLLM server, by their names in vLLM's own exposition, plus the stand-in's counts of faults. */
final class MetricsText {
    private MetricsText() {}

    static String of(Load load, String model) {
        Counters counters = load.snapshot();
        String label = "{model_name=\"" + model.replace("\\", "\\\\").replace("\"", "\\\"") + "\"} ";
        StringBuilder out = new StringBuilder(1024);
        line(out, "vllm:num_requests_running", "gauge", label, counters.running());
        line(out, "vllm:num_requests_waiting", "gauge", label, counters.waiting());
        line(out, "vllm:kv_cache_usage_perc", "gauge", label, String.format(Locale.ROOT, "%.6f", load.usage()));
        line(out, "vllm:prompt_tokens_total", "counter", label, counters.promptTokens());
        line(out, "vllm:generation_tokens_total", "counter", label, counters.generatedTokens());
        line(out, "vllm:request_success_total", "counter", label, counters.answered());
        line(out, "standin:requests_cancelled_total", "counter", label, counters.cancelled());
        line(out, "standin:requests_refused_total", "counter", label, counters.refused());
        line(out, "standin:faults_total", "counter", label, counters.faults());
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String type, String label, Object value) {
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        out.append(name).append(label).append(value).append('\n');
    }
}

package dev.edgewise.cache.key;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the top-level fields of one kind of call enter a canonical key.
 *
 * @param dropped fields that never change the answer
 * @param defaults canonical text of the value that a missing field stands for
 * @param nullable fields for which {@code null} means the same as leaving them out
 */
public record FieldRules(Set<String> dropped, Map<String, String> defaults, Set<String> nullable) {
    /** Who asks is told by a key's scope where it is to matter, not by these. */
    private static final Set<String> NEVER_MATTERS = Set.of(
            "stream",
            "stream_options",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "metadata",
            "store",
            "service_tier");

    /** Defaults as OpenAI's API reference documents them. */
    private static final FieldRules CHAT = new FieldRules(
            NEVER_MATTERS,
            Map.ofEntries(
                    Map.entry("n", "1"),
                    Map.entry("temperature", "1"),
                    Map.entry("top_p", "1"),
                    Map.entry("frequency_penalty", "0"),
                    Map.entry("presence_penalty", "0"),
                    Map.entry("logprobs", "false"),
                    Map.entry("top_logprobs", "0"),
                    Map.entry("parallel_tool_calls", "true"),
                    Map.entry("response_format", "{\"type\":\"text\"}"),
                    Map.entry("modalities", "[\"text\"]"),
                    Map.entry("logit_bias", "{}"),
                    Map.entry("stop", "[]"),
                    Map.entry("tools", "[]"),
                    Map.entry("functions", "[]")),
            Set.of(
                    "n",
                    "temperature",
                    "top_p",
                    "frequency_penalty",
                    "presence_penalty",
                    "logprobs",
                    "top_logprobs",
                    "parallel_tool_calls",
                    "response_format",
                    "modalities",
                    "logit_bias",
                    "stop",
                    "tools",
                    "tool_choice",
                    "functions",
                    "function_call",
                    "seed",
                    "max_tokens",
                    "max_completion_tokens",
                    "reasoning_effort",
                    "audio",
                    "prediction",
                    "verbosity",
                    "web_search_options"));

    private static final FieldRules COMPLETIONS = new FieldRules(
            NEVER_MATTERS,
            Map.of(
                    "n", "1",
                    "best_of", "1",
                    "echo", "false",
                    "temperature", "1",
                    "top_p", "1",
                    "frequency_penalty", "0",
                    "presence_penalty", "0",
                    "max_tokens", "16",
                    "logit_bias", "{}",
                    "stop", "[]"),
            Set.of(
                    "n",
                    "best_of",
                    "echo",
                    "temperature",
                    "top_p",
                    "frequency_penalty",
                    "presence_penalty",
                    "max_tokens",
                    "logit_bias",
                    "stop",
                    "seed",
                    "suffix",
                    "logprobs"));

    private static final FieldRules EMBEDDINGS = new FieldRules(
            NEVER_MATTERS, Map.of("encoding_format", "\"float\""), Set.of("encoding_format", "dimensions"));

    /** Servers differ in what a missing field means here, such as {@code return_documents}: none has a default. */
    private static final FieldRules COMPUTED = new FieldRules(NEVER_MATTERS, Map.of(), Set.of());

    /** The rules of that kind of call. */
    public static FieldRules of(ApiFamily family) {
        return switch (family) {
            case CHAT -> CHAT;
            case COMPLETIONS -> COMPLETIONS;
            case EMBEDDINGS -> EMBEDDINGS;
            case CLASSIFY, MODERATIONS, RERANK -> COMPUTED;
        };
    }

    /**
     * The same rules without defaults: for a server whose own defaults differ from the documented ones, where leaving a
     * field out is not the same as sending the documented value.
     */
    public FieldRules withoutDefaults() {
        return new FieldRules(dropped, Map.of("stop", "[]", "tools", "[]", "logit_bias", "{}"), nullable);
    }

    /** The canonical text of what a missing field stands for, or null when nothing is known. */
    @Nullable
    String defaultOf(String field) {
        return defaults.get(field);
    }
}

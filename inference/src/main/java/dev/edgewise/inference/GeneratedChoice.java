package dev.edgewise.inference;

import java.util.List;

/**
 * One written answer.
 *
 * @param text what was written, without its stop text and its tool calls
 * @param toolCalls what the model wants to be called
 * @param logprobs one for each token, where asked for; else empty
 */
public record GeneratedChoice(
        String text,
        List<ToolCall> toolCalls,
        FinishReason finish,
        List<TokenLogprob> logprobs,
        TextConfidence confidence) {}

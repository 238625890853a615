package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Tokens of one answer.
 *
 * @param promptTokens tokens read
 * @param completionTokens tokens written, over all choices
 */
public record Usage(int promptTokens, int completionTokens) {
    /** OpenAI's usage object with its detail objects. */
    ObjectNode toJson() {
        ObjectNode usage = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
        return usage;
    }
}

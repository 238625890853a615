package dev.edgewise.inference;

import java.util.List;
import java.util.Optional;

/**
 * One turn of a conversation.
 *
 * @param role who speaks: {@code system}, {@code user}, {@code assistant}, {@code tool}, or what the model's template knows
 * @param content what is said; empty where the turn only calls tools
 * @param toolCalls the calls that an assistant's turn makes
 * @param toolCallId the call that a tool's turn answers
 * @param name the speaker's or the tool's name
 */
public record ChatMessage(
        String role, String content, List<ToolCall> toolCalls, Optional<String> toolCallId, Optional<String> name) {
    /** Copies the list. */
    public ChatMessage {
        toolCalls = List.copyOf(toolCalls);
    }

    /** A turn that is only text. */
    public static ChatMessage of(String role, String content) {
        return new ChatMessage(role, content, List.of(), Optional.empty(), Optional.empty());
    }
}

package dev.edgewise.inference;

import java.util.List;
import java.util.Optional;

/**
 * A piece of an answer that is being written.
 *
 * @param choice which of the answers, from 0
 * @param text what is new; may be empty
 * @param toolCalls calls that have become complete
 * @param logprobs of the tokens that are new, where asked for
 * @param finish why this choice ends with this piece; empty while it goes on
 */
public record Delta(
        int choice, String text, List<ToolCall> toolCalls, List<TokenLogprob> logprobs, Optional<FinishReason> finish) {
    /** The same piece of another of the answers. */
    public Delta ofChoice(int other) {
        return new Delta(other, text, toolCalls, logprobs, finish);
    }
}

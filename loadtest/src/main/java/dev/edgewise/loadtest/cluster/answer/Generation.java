package dev.edgewise.loadtest.cluster.answer;

import java.util.List;

/**
 * A complete answer before it is written as JSON or as a stream.
 *
 * @param kind chat or plain completion
 * @param id the answer's id
 * @param created seconds since 1970
 * @param model the model asked for
 * @param choices the answers, in order of their index
 * @param usage tokens read and written
 * @param stream whether the caller asked for SSE
 * @param includeUsage whether the caller asked for the usage chunk
 */
public record Generation(
        Kind kind,
        String id,
        long created,
        String model,
        List<Choice> choices,
        Usage usage,
        boolean stream,
        boolean includeUsage) {
    /** Which API the answer belongs to. */
    public enum Kind {
        /** {@code /v1/chat/completions}. */
        CHAT,
        /** {@code /v1/completions}. */
        COMPLETION
    }
}

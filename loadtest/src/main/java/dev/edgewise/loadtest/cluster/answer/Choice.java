package dev.edgewise.loadtest.cluster.answer;

import java.util.List;

/** One of the {@code n} answers to a request; its pieces come one per event in a stream. */
public sealed interface Choice {
    /** The pieces of text or of a call's arguments, one per token. */
    List<String> pieces();

    /** OpenAI's finish reason. */
    String finish();

    /** A text answer. */
    record Text(List<String> pieces, String finish) implements Choice {}

    /**
     * A call of one of the request's tools.
     *
     * @param callId the call's id, {@code call_…}
     * @param function the tool's name
     * @param pieces the arguments' JSON text, cut
     * @param finish always {@code tool_calls}
     */
    record ToolCall(String callId, String function, List<String> pieces, String finish) implements Choice {}
}

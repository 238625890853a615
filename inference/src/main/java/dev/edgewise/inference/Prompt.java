package dev.edgewise.inference;

import java.util.List;

/** What a model is to continue. */
public sealed interface Prompt {
    /**
     * A conversation, written out by the model's own chat template.
     *
     * @param messages at least one
     * @param tools functions the model may call; refused where its template knows none
     * @param parallel whether one answer may have several calls; otherwise it ends with the first
     */
    record Chat(List<ChatMessage> messages, List<Tool> tools, ToolChoice toolChoice, boolean parallel)
            implements Prompt {
        /** Copies the lists. */
        public Chat {
            messages = List.copyOf(messages);
            tools = List.copyOf(tools);
        }

        /** A conversation whose answers may have several calls. */
        public Chat(List<ChatMessage> messages, List<Tool> tools, ToolChoice toolChoice) {
            this(messages, tools, toolChoice, true);
        }

        /** A conversation without tools. */
        public static Chat of(List<ChatMessage> messages) {
            return new Chat(messages, List.of(), new ToolChoice.Auto(), true);
        }
    }

    /** Text or tokens as they are, without a template. */
    record Plain(TextInput input) implements Prompt {}
}

package dev.edgewise.inference;

import java.util.List;

/** What a model is to continue. */
public sealed interface Prompt {
    /**
     * A conversation, written out by the model's own chat template.
     *
     * @param messages at least one
     * @param tools functions the model may call; refused where its template knows none
     */
    record Chat(List<ChatMessage> messages, List<Tool> tools, ToolChoice toolChoice) implements Prompt {
        /** Copies the lists. */
        public Chat {
            messages = List.copyOf(messages);
            tools = List.copyOf(tools);
        }

        /** A conversation without tools. */
        public static Chat of(List<ChatMessage> messages) {
            return new Chat(messages, List.of(), new ToolChoice.Auto());
        }
    }

    /** Text or tokens as they are, without a template. */
    record Plain(TextInput input) implements Prompt {}
}

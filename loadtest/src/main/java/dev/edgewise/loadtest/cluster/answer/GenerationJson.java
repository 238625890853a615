package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes a generation as one JSON body. */
public final class GenerationJson {
    private GenerationJson() {}

    /** The response body. */
    public static ObjectNode of(Generation generation) {
        boolean chat = generation.kind() == Generation.Kind.CHAT;
        ObjectNode root = JsonNodeFactory.instance
                .objectNode()
                .put("id", generation.id())
                .put("object", chat ? "chat.completion" : "text_completion")
                .put("created", generation.created())
                .put("model", generation.model());
        ArrayNode choices = root.putArray("choices");
        for (Choice choice : generation.choices()) {
            ObjectNode json = choices.addObject().put("index", choices.size() - 1);
            if (chat) {
                json.set("message", message(choice));
            } else {
                json.put("text", String.join("", choice.pieces()));
            }
            json.putNull("logprobs").put("finish_reason", choice.finish());
        }
        root.set("usage", generation.usage().toJson());
        root.put("system_fingerprint", EventScript.FINGERPRINT);
        return root;
    }

    private static ObjectNode message(Choice choice) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "assistant");
        String joined = String.join("", choice.pieces());
        switch (choice) {
            case Choice.Text _ -> message.put("content", joined).putNull("refusal");
            case Choice.ToolCall call -> {
                message.putNull("content").putNull("refusal");
                ObjectNode json = message.putArray("tool_calls").addObject();
                json.put("id", call.callId()).put("type", "function");
                json.putObject("function").put("name", call.function()).put("arguments", joined);
            }
        }
        return message;
    }
}

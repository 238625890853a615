package dev.edgewise.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.TextInput;

/** The prompt of OpenAI's completion request. */
final class CompletionPromptJson {
    private static final String PROMPT = "prompt";

    private CompletionPromptJson() {}

    static Prompt prompt(JsonNode json) throws WrongFieldException {
        if (json.path("echo").asBoolean(false)
                || json.path("suffix").isTextual()
                || json.path("best_of").asInt(1) > 1) {
            throw new UnsupportedFieldException(
                    PROMPT, "Models on this node continue a prompt, without echo, suffix or best_of.");
        }
        JsonNode prompt = json.path(PROMPT);
        if (prompt.isArray() && !prompt.isEmpty() && !prompt.get(0).isIntegralNumber()) {
            if (prompt.size() > 1) {
                throw new UnsupportedFieldException(PROMPT, "Models on this node take one prompt at a time.");
            }
            prompt = prompt.get(0);
        }
        if (prompt.isTextual()) {
            return new Prompt.Plain(new TextInput.Text(prompt.asText()));
        }
        if (!prompt.isArray() || prompt.isEmpty()) {
            throw new WrongFieldException(PROMPT, "prompt must be a text or a list of token ids.");
        }
        int[] ids = new int[prompt.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!prompt.get(i).canConvertToInt()) {
                throw new WrongFieldException(PROMPT, "prompt must be a text or a list of token ids.");
            }
            ids[i] = prompt.get(i).intValue();
        }
        return new Prompt.Plain(new TextInput.TokenIds(ids));
    }
}

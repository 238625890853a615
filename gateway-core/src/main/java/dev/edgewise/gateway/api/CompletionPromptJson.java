package dev.edgewise.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.TextInput;
import java.util.ArrayList;
import java.util.List;

/** The prompts of OpenAI's completion request. */
final class CompletionPromptJson {
    /** Most prompts of one request. */
    static final int PROMPTS_MAX = 64;

    private static final String PROMPT = "prompt";

    private CompletionPromptJson() {}

    /** At least one. */
    static List<Prompt> prompts(JsonNode json) throws WrongFieldException {
        supported(json);
        JsonNode given = json.path(PROMPT);
        boolean list = given.isArray() && !given.isEmpty() && !given.get(0).isNumber();
        if (!list) {
            return List.of(prompt(given));
        }
        if (given.size() > PROMPTS_MAX) {
            throw new WrongFieldException(
                    PROMPT, given.size() + " prompts are too many: send at most " + PROMPTS_MAX + ".");
        }
        List<Prompt> prompts = new ArrayList<>(given.size());
        for (JsonNode one : given) {
            prompts.add(prompt(one));
        }
        return prompts;
    }

    private static void supported(JsonNode json) throws WrongFieldException {
        if (json.path("echo").asBoolean(false)) {
            throw new UnsupportedFieldException(
                    "echo", "Models on this node do not repeat the prompt: leave echo out.");
        }
        if (!json.path("suffix").asText("").isEmpty() && !json.path("suffix").isNull()) {
            throw new UnsupportedFieldException(
                    "suffix", "Models on this node write on from a prompt, not up to a suffix: leave suffix out.");
        }
        Fields fields = new Fields(json);
        if (fields.whole("best_of").orElse(1) > fields.whole("n").orElse(1)) {
            throw new UnsupportedFieldException(
                    "best_of", "Models on this node write no more than n answers: leave best_of out.");
        }
    }

    private static Prompt prompt(JsonNode prompt) throws WrongFieldException {
        if (prompt.isTextual()) {
            return new Prompt.Plain(new TextInput.Text(prompt.asText()));
        }
        if (!prompt.isArray() || prompt.isEmpty()) {
            throw wrong();
        }
        int[] ids = new int[prompt.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!prompt.get(i).isIntegralNumber() || !prompt.get(i).canConvertToInt()) {
                throw wrong();
            }
            ids[i] = prompt.get(i).intValue();
        }
        return new Prompt.Plain(new TextInput.TokenIds(ids));
    }

    private static WrongFieldException wrong() {
        return new WrongFieldException(
                PROMPT, "prompt must be a text, a list of texts, a list of token ids, or a list of such lists.");
    }
}

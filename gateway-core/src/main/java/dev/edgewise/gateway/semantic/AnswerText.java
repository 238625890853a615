package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** What a stored answer says. */
final class AnswerText {
    private AnswerText() {}

    /** The text of its only choice; null when it has several, calls tools, or says nothing. */
    static @Nullable String of(CachedAnswer answer) {
        Rendered json = answer.form(Form.JSON);
        if (json == null) {
            return null;
        }
        byte[] body = json.body();
        if (!(new JsonReader(Math.max(1, body.length)).read(body, 0, body.length) instanceof Json.Obj reply)
                || !(reply.get("choices") instanceof Json.Arr choices)
                || choices.items().size() != 1
                || !(choices.items().getFirst() instanceof Json.Obj choice)) {
            return null;
        }
        if (choice.get("message") instanceof Json.Obj message) {
            boolean calls = !Json.isNull(message.get("tool_calls"));
            return !calls && message.get("content") instanceof Json.Text(String text) ? text : null;
        }
        return choice.get("text") instanceof Json.Text(String text) ? text : null;
    }
}

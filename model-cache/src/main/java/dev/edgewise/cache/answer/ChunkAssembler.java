package dev.edgewise.cache.answer;

import dev.edgewise.cache.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the chunks of a chat or completion stream together to the object the same call gives without streaming: texts,
 * reasoning, tool calls by index, log probabilities, endings, usage. Fields it does not know are kept.
 */
final class ChunkAssembler {
    /** Padding that OpenAI adds to chunks against traffic analysis; means nothing once they are one. */
    private static final String PADDING = "obfuscation";

    private final Map<String, Json> top = new LinkedHashMap<>();
    private final TreeMap<Long, Choice> choices = new TreeMap<>();

    private static final class Choice {
        final Map<String, Merge> fields = new LinkedHashMap<>();
        final Merge message = new Merge(true);
        boolean chat;
    }

    /** Adds the next chunk. */
    void add(Json.Obj chunk) {
        chunk.members().forEach((name, value) -> {
            if (name.equals("choices")) {
                top.putIfAbsent(name, Json.NULL);
                addChoices(value);
            } else if (!name.equals(PADDING)) {
                boolean replaces = name.equals("usage") || Json.isNull(top.get(name));
                if (replaces && !(Json.isNull(value) && top.containsKey(name))) {
                    top.put(name, value);
                }
            }
        });
    }

    private void addChoices(Json value) {
        if (value instanceof Json.Arr(var items)) {
            for (Json item : items) {
                if (item instanceof Json.Obj object) {
                    Long index = Merge.index(object);
                    addChoice(choices.computeIfAbsent(index == null ? 0 : index, fresh -> new Choice()), object);
                }
            }
        }
    }

    private static void addChoice(Choice choice, Json.Obj piece) {
        piece.members().forEach((name, value) -> {
            if (name.equals("delta")) {
                choice.chat = true;
                choice.message.add(value);
            } else {
                // Only a completion's text comes in pieces; other texts of a choice, such as its ending, come whole.
                choice.fields
                        .computeIfAbsent(name, fresh -> new Merge(name.equals("text")))
                        .add(value);
            }
        });
    }

    /** The whole answer. */
    Json.Obj finish() {
        Json.Obj answer = new Json.Obj();
        List<Json> all = new ArrayList<>();
        choices.values().forEach(choice -> all.add(finish(choice)));
        ChoiceConfidence.toChoices(top, all);
        Json usage = top.remove("usage");
        top.forEach(answer::with);
        if (new Json.Text("chat.completion.chunk").equals(top.get("object"))) {
            answer.with("object", new Json.Text("chat.completion"));
        }
        answer.with("choices", new Json.Arr(all));
        if (usage != null && !Json.isNull(usage)) {
            answer.with("usage", usage);
        }
        return answer;
    }

    private static Json.Obj finish(Choice choice) {
        Json.Obj finished = new Json.Obj();
        Merge index = choice.fields.remove("index");
        finished.with("index", index == null ? Json.number(0) : index.value());
        if (choice.chat) {
            finished.with("message", message(choice.message));
        }
        choice.fields.forEach((name, value) -> finished.with(name, value.value()));
        return finished;
    }

    private static Json message(Merge merged) {
        if (!(merged.value() instanceof Json.Obj deltas)) {
            return new Json.Obj().with("role", new Json.Text("assistant")).with("content", Json.NULL);
        }
        Json role = deltas.get("role");
        Json content = deltas.get("content");
        Json calls = deltas.get("tool_calls");
        boolean callsTools = calls instanceof Json.Arr(var items) && !items.isEmpty();
        boolean silent = callsTools && new Json.Text("").equals(content);
        Json.Obj message = new Json.Obj();
        message.with("role", role == null ? new Json.Text("assistant") : role);
        message.with("content", content == null || silent ? Json.NULL : content);
        deltas.members().forEach((name, value) -> {
            if (name.equals("tool_calls")) {
                message.with(name, withoutIndex(value));
            } else if (!name.equals("role") && !name.equals("content")) {
                message.with(name, value);
            }
        });
        return message;
    }

    private static Json withoutIndex(Json calls) {
        if (calls instanceof Json.Arr(var items)) {
            for (Json item : items) {
                if (item instanceof Json.Obj call) {
                    call.members().remove("index");
                }
            }
        }
        return calls;
    }
}

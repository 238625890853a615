package dev.edgewise.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.cache.request.Scanned;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Fields that change an answer where a server knows them (vLLM, llama.cpp, Jina, Cohere, Voyage), and that models of the node
 * do not know. A request that has one is for another place, unless its value is one that changes nothing: null, an empty text,
 * list or object, or what the table says. Costs a look-up for each field that a request has.
 */
final class ForeignFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> NOTHING = Set.of();
    private static final Set<String> FALSE = Set.of("false");
    private static final Set<String> TRUE = Set.of("true");
    private static final Set<String> ZERO = Set.of("0.0");
    private static final Set<String> ONE = Set.of("1.0");

    /** Of chats and completions: a field, and its values that change nothing, numbers as doubles. */
    static final Map<String, Set<String>> TEXTS = Map.ofEntries(
            Map.entry("guided_json", NOTHING),
            Map.entry("guided_regex", NOTHING),
            Map.entry("guided_choice", NOTHING),
            Map.entry("guided_grammar", NOTHING),
            Map.entry("structured_outputs", NOTHING),
            Map.entry("grammar", NOTHING),
            Map.entry("json_schema", NOTHING),
            Map.entry("stop_token_ids", NOTHING),
            Map.entry("bad_words", NOTHING),
            Map.entry("allowed_token_ids", NOTHING),
            Map.entry("logits_processors", NOTHING),
            Map.entry("chat_template", NOTHING),
            Map.entry("chat_template_kwargs", NOTHING),
            Map.entry("documents", NOTHING),
            Map.entry("prompt_logprobs", NOTHING),
            Map.entry("truncate_prompt_tokens", Set.of("-1.0")),
            Map.entry("ignore_eos", FALSE),
            Map.entry("include_stop_str_in_output", FALSE),
            Map.entry("continue_final_message", FALSE),
            Map.entry("add_generation_prompt", TRUE),
            Map.entry("skip_special_tokens", TRUE),
            Map.entry("use_beam_search", FALSE),
            Map.entry("length_penalty", ONE),
            Map.entry("min_tokens", ZERO),
            Map.entry("repeat_penalty", ONE),
            Map.entry("typical_p", ONE),
            Map.entry("tfs_z", ONE),
            Map.entry("top_a", ZERO),
            Map.entry("mirostat", ZERO),
            Map.entry("dry_multiplier", ZERO),
            Map.entry("xtc_probability", ZERO),
            Map.entry("dynatemp_range", ZERO));

    /** The same of chats alone; a completion has its own word on {@code echo}. */
    static final Map<String, Set<String>> CHATS = Map.of("echo", FALSE, "add_special_tokens", FALSE);

    /** The same of completions alone. */
    static final Map<String, Set<String>> COMPLETIONS = Map.of("add_special_tokens", TRUE);

    /** The same of embeddings; a text that is too long is never cut, whatever {@code truncate} says, and so told. */
    static final Map<String, Set<String>> EMBEDDINGS = Map.ofEntries(
            Map.entry("embedding_type", Set.of("\"float\"")),
            Map.entry("embedding_types", Set.of("[\"float\"]")),
            Map.entry("output_dtype", Set.of("\"float\"")),
            Map.entry("embed_dtype", Set.of("\"float32\"")),
            Map.entry("output_dimension", NOTHING),
            Map.entry("instruction", NOTHING),
            Map.entry("normalized", TRUE),
            Map.entry("normalize", TRUE),
            Map.entry("late_chunking", FALSE),
            Map.entry("return_multivector", FALSE),
            Map.entry("add_special_tokens", TRUE),
            Map.entry("truncate_prompt_tokens", Set.of("-1.0")));

    private ForeignFields() {}

    /** @throws UnsupportedFieldException if an object has one of the table with a value that changes something */
    static void refuse(JsonNode object, Map<String, Set<String>> table) throws UnsupportedFieldException {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            Set<String> harmless = table.get(name);
            if (harmless != null && changes(object.path(name), harmless)) {
                throw unsupported(name);
            }
        }
    }

    /** The same of a body that is not read as a whole. */
    static void refuse(Scanned body, Map<String, Set<String>> table) throws UnsupportedFieldException {
        for (int i = 0; i < body.size(); i++) {
            Scanned.Field field = body.field(i);
            Set<String> harmless = table.get(field.name());
            if (harmless != null && changes(value(body, field), harmless)) {
                throw unsupported(field.name());
            }
        }
    }

    /** What is refused. */
    static UnsupportedFieldException unsupported(String name) {
        return new UnsupportedFieldException(
                name, "Models on this node do not know " + name + " with such a value: leave it out.");
    }

    private static JsonNode value(Scanned body, Scanned.Field field) throws UnsupportedFieldException {
        try {
            return JSON.readTree(body.body(), field.start(), field.end() - field.start());
        } catch (IOException e) {
            throw unsupported(field.name());
        }
    }

    private static boolean changes(JsonNode value, Set<String> harmless) {
        boolean empty = value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.textValue().isEmpty();
        return !empty && !harmless.contains(value.isNumber() ? Double.toString(value.doubleValue()) : value.toString());
    }
}

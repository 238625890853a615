package dev.edgewise.inference.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.edgewise.inference.chat.ChatTemplate;
import dev.edgewise.inference.token.BytePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the small files of a decoder's folder in Hugging Face layout say.
 *
 * @param tokenizerJson the file {@code tokenizer.json}
 * @param tokenizer what it says beside its model
 * @param ownTokenizer its tokenizer, where that runs in Java; empty where the library runs it
 * @param tokenizerChecksum of the file, by CRC-32C
 * @param contextTokens most tokens of one text
 * @param ends tokens that end a text
 * @param chatTemplate the Jinja template; empty where there is none
 * @param specialTokens names of special tokens as templates know them, such as {@code bos_token}
 */
public record DecoderFolder(
        Path tokenizerJson,
        JsonNode tokenizer,
        Optional<BytePair> ownTokenizer,
        long tokenizerChecksum,
        int contextTokens,
        Set<Integer> ends,
        Optional<String> chatTemplate,
        Map<String, String> specialTokens) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What ends a turn, in the families of models that are about; their configuration does not always say so. */
    private static final Set<String> TURN_ENDS = Set.of(
            "<|im_end|>",
            "<|eot_id|>",
            "<|eom_id|>",
            "<|end|>",
            "<end_of_turn>",
            "<|endoftext|>",
            "<|end_of_text|>",
            "</s>",
            "<eos>");

    /** @throws IOException if a file is missing or no JSON; the message names it */
    public static DecoderFolder read(Path folder) throws IOException {
        JsonNode config = required(folder, "config.json");
        JsonNode settings = optional(folder, "tokenizer_config.json");
        JsonNode generation = optional(folder, "generation_config.json");
        Path tokenizerJson = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(tokenizerJson)) {
            throw new IOException("there is no tokenizer.json in the folder");
        }
        TokenizerFile.Content content = new TokenizerFile(tokenizerJson).content();
        JsonNode tokenizer = content.said().rules();
        int context = config.path("max_position_embeddings")
                .asInt(settings.path("model_max_length").asInt(0));
        if (context <= 1) {
            throw new IOException("config.json does not say max_position_embeddings");
        }
        return new DecoderFolder(
                tokenizerJson,
                tokenizer,
                content.said().tokenizer(),
                content.checksum(),
                context,
                ends(config, generation, settings, tokenizer),
                template(folder, settings),
                specialTokens(settings, optional(folder, "special_tokens_map.json")));
    }

    /**
     * Reads the vocabulary.
     *
     * @param size how many tokens the model's distributions have; the file may name fewer
     * @throws IOException if the file names no vocabulary, or a token beyond {@code size}
     */
    public Vocabulary vocabulary(int size) throws IOException {
        return ownTokenizer.isPresent()
                ? TokenBytes.of(ownTokenizer.get().tokens(), tokenizer, size, ends)
                : TokenBytes.of(new TokenizerFile(tokenizerJson), tokenizer, size, ends);
    }

    private static Set<Integer> ends(JsonNode config, JsonNode generation, JsonNode settings, JsonNode tokenizer) {
        Set<Integer> ends = new HashSet<>();
        for (JsonNode said : new JsonNode[] {config.path("eos_token_id"), generation.path("eos_token_id")}) {
            if (said.isArray()) {
                said.forEach(id -> ends.add(id.intValue()));
            } else if (said.isInt()) {
                ends.add(said.intValue());
            }
        }
        String named = text(settings.path("eos_token")).orElse("");
        for (JsonNode added : tokenizer.path("added_tokens")) {
            String content = added.path("content").asText();
            if (content.equals(named) || (added.path("special").booleanValue() && TURN_ENDS.contains(content))) {
                ends.add(added.path("id").intValue());
            }
        }
        return ends;
    }

    private static Optional<String> template(Path folder, JsonNode settings) throws IOException {
        Path own = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(own)) {
            return Optional.of(Files.readString(own));
        }
        return ChatTemplate.of(settings);
    }

    private static Map<String, String> specialTokens(JsonNode settings, JsonNode map) {
        Map<String, String> tokens = new HashMap<>();
        for (String name : Set.of("bos_token", "eos_token", "pad_token", "unk_token")) {
            // Templates add an unset token to text, which must add nothing.
            tokens.put(
                    name,
                    text(settings.path(name)).or(() -> text(map.path(name))).orElse(""));
        }
        return tokens;
    }

    private static Optional<String> text(JsonNode token) {
        JsonNode content = token.isObject() ? token.path("content") : token;
        return content.isTextual() ? Optional.of(content.asText()) : Optional.empty();
    }

    private static JsonNode required(Path folder, String name) throws IOException {
        if (!Files.isRegularFile(folder.resolve(name))) {
            throw new IOException("there is no " + name + " in the folder");
        }
        return parsed(name, Files.readString(folder.resolve(name)));
    }

    private static JsonNode optional(Path folder, String name) throws IOException {
        return Files.isRegularFile(folder.resolve(name)) ? required(folder, name) : MissingNode.getInstance();
    }

    private static JsonNode parsed(String name, String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException(name + " is no JSON", e);
        }
    }
}

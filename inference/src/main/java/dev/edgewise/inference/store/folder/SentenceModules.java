package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.TextHabits;
import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the sentence-transformers files of an embedder say.
 *
 * @param present whether there is a {@code modules.json}
 * @param pooling how to pool; empty where the files do not say
 * @param normalized whether vectors have length 1; so too where the files do not say, for callers compare by cosine
 * @param tokensMax {@code max_seq_length}; 0 where the files do not say
 * @param prompts prompts by name
 * @param defaultPrompt name of the one to use where a caller names none
 * @param habits what is done with texts before, and with prompts after
 */
record SentenceModules(
        boolean present,
        Optional<Pooling> pooling,
        boolean normalized,
        long tokensMax,
        Map<String, String> prompts,
        Optional<String> defaultPrompt,
        TextHabits habits) {

    static SentenceModules read(Path folder) throws IOException {
        JsonNode modules = FolderJson.read(folder, "modules.json");
        JsonNode sentence = FolderJson.read(folder, "config_sentence_transformers.json");
        JsonNode transformer = FolderJson.read(folder, "sentence_bert_config.json");
        Optional<Pooling> pooling = Optional.empty();
        boolean promptsPooled = true;
        boolean normalized = !modules.isArray();
        for (JsonNode module : modules) {
            String type = module.path("type").asText();
            String kind = type.substring(type.lastIndexOf('.') + 1);
            switch (kind) {
                case "Transformer" -> {}
                case "Pooling" -> {
                    JsonNode config = config(folder, module.path("path").asText("1_Pooling"));
                    pooling = Optional.of(pooling(config));
                    promptsPooled = promptsPooled(config);
                }
                case "Normalize" -> normalized = true;
                default ->
                    throw new RefusedModelException("modules.json asks for a step '" + kind
                            + "' after the model; Transformer, Pooling and Normalize are known");
            }
        }
        if (!modules.isArray() && FolderJson.has(folder, "1_Pooling/config.json")) {
            JsonNode config = config(folder, "1_Pooling");
            pooling = Optional.of(pooling(config));
            promptsPooled = promptsPooled(config);
        }
        Map<String, String> prompts = new HashMap<>();
        for (Map.Entry<String, JsonNode> prompt : sentence.path("prompts").properties()) {
            prompts.put(prompt.getKey(), prompt.getValue().asText());
        }
        String byDefault = sentence.path("default_prompt_name").asText("");
        return new SentenceModules(
                modules.isArray(),
                pooling,
                normalized,
                transformer.path("max_seq_length").asLong(0),
                prompts,
                prompts.containsKey(byDefault) ? Optional.of(byDefault) : Optional.empty(),
                new TextHabits(transformer.path("do_lower_case").asBoolean(false), promptsPooled));
    }

    private static boolean promptsPooled(JsonNode pooling) {
        return pooling.path("include_prompt").asBoolean(true);
    }

    private static JsonNode config(Path folder, String path) throws IOException {
        String name = path + "/config.json";
        if (!FolderFiles.isPlain(name)) {
            throw new RefusedModelException("modules.json names a folder outside the model's own");
        }
        return FolderJson.read(folder, name);
    }

    private static Pooling pooling(JsonNode config) throws RefusedModelException {
        if (config.path("pooling_mode").isTextual()) {
            return named(config.path("pooling_mode").asText());
        }
        Map<String, Pooling> flags = Map.of(
                "pooling_mode_mean_tokens", Pooling.MEAN,
                "pooling_mode_cls_token", Pooling.CLS,
                "pooling_mode_max_tokens", Pooling.MAX,
                "pooling_mode_lasttoken", Pooling.LAST);
        Pooling chosen = null;
        for (Map.Entry<String, JsonNode> flag : config.properties()) {
            if (flag.getKey().startsWith("pooling_mode_") && flag.getValue().asBoolean()) {
                Pooling known = flags.get(flag.getKey());
                if (known == null || chosen != null) {
                    throw new RefusedModelException("the pooling's config.json asks for " + flag.getKey()
                            + "; one of mean, cls, max and last token pooling is known");
                }
                chosen = known;
            }
        }
        return chosen == null ? Pooling.MEAN : chosen;
    }

    private static Pooling named(String mode) throws RefusedModelException {
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "mean" -> Pooling.MEAN;
            case "cls" -> Pooling.CLS;
            case "max" -> Pooling.MAX;
            case "lasttoken" -> Pooling.LAST;
            default ->
                throw new RefusedModelException(
                        "pooling by '" + mode + "' is not known; mean, cls, max and lasttoken are");
        };
    }
}

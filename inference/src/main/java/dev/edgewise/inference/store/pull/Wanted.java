package dev.edgewise.inference.store.pull;

import java.util.List;
import java.util.Set;

/** Which files of a repository a model needs, beside its weights. */
final class Wanted {
    /** What a node reads of a model. Anything else in a repository is left there. */
    static final Set<String> FILES = Set.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "modules.json",
            "1_Pooling/config.json",
            "config_sentence_transformers.json",
            "sentence_bert_config.json",
            "preprocessor_config.json",
            "chat_template.jinja",
            "edgewise-calibration.json",
            "edgewise.yaml",
            "edgewise.json",
            "edgewise.sig");

    private Wanted() {}

    /** Names of the wanted files among those there are. */
    static List<String> of(List<String> names) {
        return names.stream().filter(FILES::contains).sorted().toList();
    }
}

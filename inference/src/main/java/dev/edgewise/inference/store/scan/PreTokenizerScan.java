package dev.edgewise.inference.store.scan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The steps that cut a text into words. One thread, one scan. */
final class PreTokenizerScan {
    private static final Set<String> TYPES = Set.of(
            "BertPreTokenizer",
            "ByteLevel",
            "CharDelimiterSplit",
            "Metaspace",
            "Whitespace",
            "WhitespaceSplit",
            "Split",
            "Punctuation",
            "Digits",
            "UnicodeScripts",
            "FixedLength");

    private static final int FIXED_MAX = 1 << 20;

    /** Each writes a text anew in more characters. */
    private static final int WRITING_MAX = 2;

    private int writing;

    void check(JsonNode preTokenizer) throws RefusedModelException {
        for (JsonNode step : TokenizerStep.flat(preTokenizer, "pre_tokenizer", "pretokenizers", TYPES)) {
            String type = step.path("type").asText();
            switch (type) {
                case "Split" -> TokenizerStep.pattern(step, true);
                case "FixedLength" -> {
                    int length = step.path("length").asInt(0);
                    if (length < 1 || length > FIXED_MAX) {
                        throw new RefusedModelException("it cuts texts into pieces of " + length + " characters");
                    }
                }
                case "ByteLevel", "Metaspace" -> {
                    if (++writing > WRITING_MAX) {
                        throw new RefusedModelException("it writes texts anew more than " + WRITING_MAX + " times");
                    }
                }
                default -> {
                    // Nothing of these is for the file to say but switches.
                }
            }
        }
    }
}

package dev.edgewise.inference.store.scan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The steps that change a text before it is cut. One thread, one scan. */
final class NormalizerScan {
    private static final Set<String> TYPES = Set.of(
            "BertNormalizer",
            "Strip",
            "StripAccents",
            "NFC",
            "NFD",
            "NFKC",
            "NFKD",
            "Lowercase",
            "Nmt",
            "Precompiled",
            "Replace",
            "Prepend",
            "ByteLevel");

    /** How many times as long replacements may make a text, all of them together. */
    private static final int GROWTH_MAX = 8;

    private static final int PREPENDED_CHARACTERS_MAX = 64;

    private long growth = 1;
    private int prepended;
    private int tables;
    private int byBytes;

    void check(JsonNode normalizer) throws RefusedModelException {
        for (JsonNode step : TokenizerStep.flat(normalizer, "normalizer", "normalizers", TYPES)) {
            check(step, step.path("type").asText());
        }
    }

    private void check(JsonNode step, String type) throws RefusedModelException {
        switch (type) {
            case "Replace" -> replaced(step);
            case "Prepend" -> {
                prepended += step.path("prepend").asText().length();
                if (prepended > PREPENDED_CHARACTERS_MAX) {
                    throw new RefusedModelException("it puts " + prepended + " characters before every text; at most "
                            + PREPENDED_CHARACTERS_MAX + " are read");
                }
            }
            case "Precompiled" -> {
                once(++tables, type);
                CharacterTable.check(step.path("precompiled_charsmap").asText());
            }
            case "ByteLevel" -> once(++byBytes, type);
            default -> {
                // Nothing of these is for the file to say but switches.
            }
        }
    }

    private static void once(int count, String type) throws RefusedModelException {
        if (count > 1) {
            throw new RefusedModelException("its normalizer has " + type + " twice");
        }
    }

    private void replaced(JsonNode step) throws RefusedModelException {
        int found = TokenizerStep.pattern(step, false);
        String content = step.path("content").asText();
        int put = content.codePointCount(0, content.length());
        growth *= Math.max(1, (put + found - 1) / found);
        if (growth > GROWTH_MAX) {
            throw new RefusedModelException("its replacements make a text " + growth + " times as long; at most "
                    + GROWTH_MAX + " times are allowed");
        }
    }
}

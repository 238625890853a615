package dev.edgewise.inference.store.scan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The steps that make a text of tokens. One thread, one scan. */
final class DecoderScan {
    private static final Set<String> TYPES = Set.of(
            "BPEDecoder", "ByteLevel", "WordPiece", "Metaspace", "CTC", "Replace", "Fuse", "Strip", "ByteFallback");

    void check(JsonNode decoder) throws RefusedModelException {
        for (JsonNode step : TokenizerStep.flat(decoder, "decoder", "decoders", TYPES)) {
            if (step.path("type").asText().equals("Replace")) {
                TokenizerStep.pattern(step, false);
            }
        }
    }
}

package dev.edgewise.inference.generate;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.chat.ChatTemplate;
import java.util.Optional;

/**
 * A loaded decoder with what belongs to it.
 *
 * @param template how it reads conversations; empty where the model was made to continue text only
 */
public record GenerationModel(ModelId id, Decoder decoder, TextTokenizer tokenizer, Optional<ChatTemplate> template)
        implements AutoCloseable {
    /** Frees the decoder and the tokenizer, after the last use. */
    @Override
    public void close() {
        try (decoder) {
            tokenizer.close();
        }
    }
}

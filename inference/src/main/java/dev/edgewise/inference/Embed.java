package dev.edgewise.inference;

import java.util.List;
import java.util.OptionalInt;

/**
 * Turn each input into one vector. Answered by {@link Embeddings}, one vector per input, in order.
 *
 * @param model the model to embed with
 * @param inputs what to embed; an engine refuses an empty list, and one longer than its bound
 * @param dimensions the length the caller wants each vector to have; empty for the model's own
 */
public record Embed(ModelId model, List<TextInput> inputs, OptionalInt dimensions) implements Work {
    /** Copies the list. */
    public Embed {
        inputs = List.copyOf(inputs);
    }

    /** Texts at the model's own number of dimensions. */
    public static Embed ofTexts(ModelId model, List<String> texts) {
        return new Embed(
                model, texts.stream().<TextInput>map(TextInput.Text::new).toList(), OptionalInt.empty());
    }
}

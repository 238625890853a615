package dev.edgewise.inference;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turn each input into one vector. Answered by {@link Embeddings}, one vector per input, in order.
 *
 * @param model the model to embed with
 * @param inputs what to embed; an engine refuses an empty list, and one longer than its bound
 * @param dimensions the length the caller wants each vector to have; empty for the model's own
 * @param prompt name of the model's prompt to put before each text, such as {@code query}; empty for the model's default
 */
public record Embed(ModelId model, List<TextInput> inputs, OptionalInt dimensions, Optional<String> prompt)
        implements Work {
    /** Copies the list. */
    public Embed {
        inputs = List.copyOf(inputs);
    }

    /** With the model's default prompt. */
    public Embed(ModelId model, List<TextInput> inputs, OptionalInt dimensions) {
        this(model, inputs, dimensions, Optional.empty());
    }

    /** Texts at the model's own number of dimensions. */
    public static Embed ofTexts(ModelId model, List<String> texts) {
        return new Embed(
                model, texts.stream().<TextInput>map(TextInput.Text::new).toList(), OptionalInt.empty());
    }
}

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
 * @param purpose what the texts are for, where {@code prompt} names no prompt; empty for the model's default prompt
 * @param tokens whether the answer also carries what the model made of each token, from the same run; costs memory for
 *     every token, and nothing else
 */
public record Embed(
        ModelId model,
        List<TextInput> inputs,
        OptionalInt dimensions,
        Optional<String> prompt,
        Optional<Purpose> purpose,
        boolean tokens)
        implements Work {
    /** Copies the list. */
    public Embed {
        inputs = List.copyOf(inputs);
    }

    /** Vectors of the texts alone. */
    public Embed(ModelId model, List<TextInput> inputs, OptionalInt dimensions, Optional<String> prompt) {
        this(model, inputs, dimensions, prompt, Optional.empty(), false);
    }

    /** With the model's default prompt. */
    public Embed(ModelId model, List<TextInput> inputs, OptionalInt dimensions) {
        this(model, inputs, dimensions, Optional.empty());
    }

    /** The same for that purpose, where no prompt is named. */
    public Embed withPurpose(Purpose what) {
        return new Embed(model, inputs, dimensions, prompt, Optional.of(what), tokens);
    }

    /** The same, with what the model makes of each token. */
    public Embed withTokens() {
        return new Embed(model, inputs, dimensions, prompt, purpose, true);
    }

    /** Texts at the model's own number of dimensions. */
    public static Embed ofTexts(ModelId model, List<String> texts) {
        return new Embed(
                model, texts.stream().<TextInput>map(TextInput.Text::new).toList(), OptionalInt.empty());
    }
}

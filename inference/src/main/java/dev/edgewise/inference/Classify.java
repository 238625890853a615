package dev.edgewise.inference;

import java.util.List;

/**
 * Say which of a model's labels each text has. Answered by {@link Classified}, one item per input, in order.
 *
 * @param model the model to classify with
 * @param inputs what to classify; an engine refuses an empty list, and one longer than its bound
 */
public record Classify(ModelId model, List<TextInput> inputs) implements Work {
    /** Copies the list. */
    public Classify {
        inputs = List.copyOf(inputs);
    }

    /** Plain texts. */
    public static Classify ofTexts(ModelId model, List<String> texts) {
        return new Classify(
                model, texts.stream().<TextInput>map(TextInput.Text::new).toList());
    }
}

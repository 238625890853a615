package dev.edgewise.inference;

import java.util.List;

/**
 * What a model wrote.
 *
 * @param choices as many as were asked for, in order
 * @param promptTokensReused tokens of the prompt that were still in the model's memory from an earlier request
 */
public record Generated(List<GeneratedChoice> choices, Usage usage, long promptTokensReused) implements Answer {
    /** Copies the list. */
    public Generated {
        choices = List.copyOf(choices);
    }
}

package dev.edgewise.inference;

import java.util.List;

/**
 * Say which of a model's labels each picture has. Answered by {@link Classified}, one item per picture, in order.
 *
 * @param model the model to classify with
 * @param images what to classify; an engine refuses an empty list, and one longer than its bound
 */
public record ClassifyImage(ModelId model, List<ImageBytes> images) implements Work {
    /** Copies the list. */
    public ClassifyImage {
        images = List.copyOf(images);
    }
}

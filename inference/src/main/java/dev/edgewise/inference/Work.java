package dev.edgewise.inference;

/** Something an {@link Engine} is asked to compute. Immutable; the matching {@link Answer} is named by each kind. */
public sealed interface Work permits Embed, Generate, Infer, Classify, ClassifyImage, ClassifyTensors, Rerank {
    /** The model that is to do it. */
    ModelId model();
}

package dev.edgewise.inference;

/** Whether a model must call one of the offered tools. */
public sealed interface ToolChoice {
    /** The model decides. */
    record Auto() implements ToolChoice {}

    /** It calls some tool: the answer is constrained to that. */
    record Required() implements ToolChoice {}

    /** It calls this very tool. */
    record Named(String name) implements ToolChoice {}
}

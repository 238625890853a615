package dev.edgewise.routing.model;

/** Abilities beyond plain text that a request uses and a model may lack. */
public enum Need {
    /** Calls of tools or functions. */
    TOOLS,
    /** Images in the input. */
    IMAGES,
    /** Numbers in the input, and no text. */
    TENSORS,
    /** An answer that follows a JSON schema. */
    SCHEMA
}

package dev.edgewise.routing.model;

/** Abilities beyond plain text that a request uses and a model may lack. */
public enum Need {
    /** Calls of tools or functions. */
    TOOLS,
    /** Images in the input. */
    IMAGES,
    /** An answer that follows a JSON schema. */
    SCHEMA
}

package dev.edgewise.inference;

/** What a text is embedded for: models that put something else before a question than before what it is looked for in. */
public enum Purpose {
    /** A question, or what is looked for. */
    QUERY,
    /** What is looked in. */
    PASSAGE
}

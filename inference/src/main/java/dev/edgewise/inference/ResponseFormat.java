package dev.edgewise.inference;

/** What shape a written answer must have. */
public sealed interface ResponseFormat {
    /** Any text. */
    record Text() implements ResponseFormat {}

    /** Some JSON object. */
    record JsonObject() implements ResponseFormat {}

    /**
     * JSON that is valid under a schema.
     *
     * @param schema JSON Schema, as text; the keywords that are understood are listed at {@code SchemaGrammar}
     */
    record JsonSchema(String schema) implements ResponseFormat {}
}

package dev.edgewise.inference;

/**
 * A function that a model may call.
 *
 * @param name the function's name
 * @param json the whole definition as the OpenAI API writes it: {@code {"type":"function","function":{…}}}
 * @param parameters JSON Schema of the arguments, as text; {@code {}} for any object
 */
public record Tool(String name, String json, String parameters) {}

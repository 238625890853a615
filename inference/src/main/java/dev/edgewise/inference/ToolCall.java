package dev.edgewise.inference;

/**
 * A model's wish that the caller runs a function.
 *
 * @param id by which the tool's answer refers to it; unique within one answer
 * @param name the function
 * @param arguments a JSON object, as text
 */
public record ToolCall(String id, String name, String arguments) {}

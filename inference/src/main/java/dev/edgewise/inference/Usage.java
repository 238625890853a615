package dev.edgewise.inference;

/**
 * What a piece of work took.
 *
 * @param promptTokens tokens read, as the model's tokenizer counts them, its special tokens included
 * @param completionTokens tokens written; 0 where the task writes none
 */
public record Usage(long promptTokens, long completionTokens) {}

package dev.edgewise.cache.answer;

/**
 * The tokens a model says it used.
 *
 * @param prompt tokens read
 * @param completion tokens written, reasoning included
 * @param cached of those read, the ones the model's own prefix cache held
 * @param reasoning of those written, the ones spent on reasoning
 */
public record Usage(long prompt, long completion, long cached, long reasoning) {}

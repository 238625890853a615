package dev.edgewise.loadtest.cluster.answer;

/**
 * How the stand-in's model behaves.
 *
 * @param tokens tokens of an answer, unless the request's bound is lower; at least 1
 * @param echo answer with the last user message instead of words
 * @param dimensions length of embedding vectors unless the request says
 * @param seed mixed into every answer; another seed is another model
 */
public record Profile(int tokens, boolean echo, int dimensions, long seed) {}

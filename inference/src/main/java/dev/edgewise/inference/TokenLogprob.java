package dev.edgewise.inference;

import java.util.List;

/**
 * How likely a token was, before temperature and penalties.
 *
 * @param text the token's characters; U+FFFD where it holds only part of one
 * @param bytes its bytes in UTF-8, 0 to 255
 * @param logprob natural logarithm of its probability
 * @param top the likeliest tokens at this place, likeliest first; without alternatives of their own
 */
public record TokenLogprob(String text, List<Integer> bytes, double logprob, List<TokenLogprob> top) {}

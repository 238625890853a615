package dev.edgewise.inference;

/**
 * How sure a model was of what it wrote, over the tokens of one choice and before temperature.
 *
 * @param meanLogprob mean natural logarithm of the tokens' probabilities
 * @param minLogprob that of the least likely token
 * @param lowDecileLogprob a tenth of the tokens were no likelier than this
 * @param lowQuartileLogprob a quarter were no likelier than this
 * @param medianLogprob half were no likelier than this
 * @param meanMargin mean distance between the probabilities of the two likeliest tokens, 0 to 1
 * @param meanEntropy mean entropy of the distributions, in nats
 */
public record TextConfidence(
        double meanLogprob,
        double minLogprob,
        double lowDecileLogprob,
        double lowQuartileLogprob,
        double medianLogprob,
        double meanMargin,
        double meanEntropy) {}

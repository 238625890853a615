package dev.edgewise.inference;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How the next token is chosen. The order: logit bias, penalties, grammar, temperature, top-k, min-p, top-p. Top-k (Fan et
 * al. 2018), min-p (Nguyen et al. 2024) and top-p (Holtzman et al. 2020) each look at what the ones before have left, with
 * probabilities that add up to 1 again, as in Hugging Face's transformers and in vLLM.
 *
 * @param temperature 0 takes the most likely token always; up to {@value #TEMPERATURE_MAX}
 * @param topP only the likeliest tokens that together have this probability of what top-k and min-p leave; 1 for all
 * @param topK only this many of the likeliest; 0 for all
 * @param minP only tokens at least this likely relative to the likeliest; 0 for all
 * @param repetitionPenalty divides what was in the prompt or written already (Keskar et al. 2019, CTRL); 1 for none
 * @param presencePenalty taken from the logit of every token written already
 * @param frequencyPenalty taken from it once per occurrence
 * @param seed same seed, same text; empty for a different text every time
 * @param logitBias added to the logit of a token
 */
public record Sampling(
        double temperature,
        double topP,
        int topK,
        double minP,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        OptionalLong seed,
        Map<Integer, Double> logitBias) {
    /** Highest temperature. */
    public static final double TEMPERATURE_MAX = 2;

    /** Highest absolute presence and frequency penalty. */
    public static final double PENALTY_MAX = 2;

    /** Most tokens with a bias. */
    public static final int LOGIT_BIAS_MAX = 1024;

    /** @throws OutOfRangeException if a value is out of its range */
    public Sampling {
        logitBias = Map.copyOf(logitBias);
        within("temperature", temperature, 0, TEMPERATURE_MAX);
        within("top_p", topP, 0, 1);
        within("top_k", topK, 0, Integer.MAX_VALUE);
        within("min_p", minP, 0, 1);
        within("repetition_penalty", repetitionPenalty, 0.01, 100);
        within("presence_penalty", presencePenalty, -PENALTY_MAX, PENALTY_MAX);
        within("frequency_penalty", frequencyPenalty, -PENALTY_MAX, PENALTY_MAX);
        within("logit_bias", logitBias.size(), 0, LOGIT_BIAS_MAX);
        logitBias.values().forEach(bias -> within("logit_bias", bias, -100, 100));
    }

    /** The most likely token, always. */
    public static Sampling greedy() {
        return of(0);
    }

    /** A temperature, and nothing else. */
    public static Sampling of(double temperature) {
        return new Sampling(temperature, 1, 0, 0, 1, 0, 0, OptionalLong.empty(), Map.of());
    }

    /** This one with a seed. */
    public Sampling seeded(long value) {
        return new Sampling(
                temperature,
                topP,
                topK,
                minP,
                repetitionPenalty,
                presencePenalty,
                frequencyPenalty,
                OptionalLong.of(value),
                logitBias);
    }

    private static String shown(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static void within(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new OutOfRangeException(
                    name, name + " must be between " + shown(min) + " and " + shown(max) + ", not " + shown(value));
        }
    }
}

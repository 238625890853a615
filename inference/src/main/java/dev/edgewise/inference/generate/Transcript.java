package dev.edgewise.inference.generate;

import dev.edgewise.inference.TextConfidence;
import java.util.Arrays;

/** The model's certainty, token by token. One thread. */
final class Transcript {
    private float[] logprobs = new float[64];
    private int count;
    private double sum;
    private double margins;
    private double entropies;

    void add(double logprob, LogitStats stats) {
        if (count == logprobs.length) {
            logprobs = Arrays.copyOf(logprobs, 2 * count);
        }
        logprobs[count++] = (float) logprob;
        sum += logprob;
        margins += stats.margin();
        entropies += stats.entropy();
    }

    int tokens() {
        return count;
    }

    TextConfidence confidence() {
        if (count == 0) {
            return new TextConfidence(0, 0, 0, 0, 0, 1, 0);
        }
        float[] sorted = Arrays.copyOf(logprobs, count);
        Arrays.sort(sorted);
        return new TextConfidence(
                sum / count,
                sorted[0],
                sorted[(count - 1) / 10],
                sorted[(count - 1) / 4],
                sorted[(count - 1) / 2],
                margins / count,
                entropies / count);
    }
}

package dev.edgewise.inference.generate;

import dev.edgewise.inference.Sampling;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the caller's settings change in the logits: bias, and penalties on what was read and written. One thread. */
final class Penalties {
    private final Sampling sampling;

    /** How often each token was written; null while no penalty needs it. */
    private final int @Nullable [] written;

    private final boolean[] read;

    Penalties(Sampling sampling, int[] prompt, int vocabulary) {
        this.sampling = sampling;
        boolean repetition = sampling.repetitionPenalty() != 1;
        boolean counts = repetition || sampling.presencePenalty() != 0 || sampling.frequencyPenalty() != 0;
        this.written = counts ? new int[vocabulary] : null;
        this.read = new boolean[repetition ? vocabulary : 0];
        if (repetition) {
            for (int id : prompt) {
                read[id] = true;
            }
        }
    }

    /** Whether nothing is changed. */
    boolean none() {
        return written == null && sampling.logitBias().isEmpty();
    }

    void wrote(int id) {
        if (written != null) {
            written[id]++;
        }
    }

    void apply(float[] logits) {
        for (Map.Entry<Integer, Double> bias : sampling.logitBias().entrySet()) {
            logits[bias.getKey()] += bias.getValue().floatValue();
        }
        if (written == null) {
            return;
        }
        float repetition = (float) sampling.repetitionPenalty();
        for (int id = 0; id < logits.length; id++) {
            int times = written[id];
            if (repetition != 1 && (times > 0 || read[id])) {
                logits[id] = logits[id] > 0 ? logits[id] / repetition : logits[id] * repetition;
            }
            if (times > 0) {
                logits[id] -= (float) (sampling.presencePenalty() + times * sampling.frequencyPenalty());
            }
        }
    }
}

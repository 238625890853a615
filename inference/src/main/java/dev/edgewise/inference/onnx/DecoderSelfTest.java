package dev.edgewise.inference.onnx;

import dev.edgewise.inference.generate.Decoder;
import dev.edgewise.inference.provider.Sameness;
import java.util.Optional;
import java.util.SplittableRandom;

/** A short prompt and a few tokens after it by two decoders of the same model. */
final class DecoderSelfTest {
    private static final long SEED = 42;
    private static final int PROMPT_TOKENS = 8;
    private static final int STEPS = 4;

    /** Ids of tokens that every vocabulary has. */
    private static final int IDS = 100;

    private DecoderSelfTest() {}

    /**
     * What is wrong with the first decoder's numbers; empty if they are the second's. Both read the same tokens, whatever
     * they think likely. Their slot 0 is left with what was read.
     */
    static Optional<String> difference(Decoder tested, Decoder expected, Sameness sameness) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        int bound = Math.min(IDS, expected.vocabulary());
        int[] prompt = random.ints(PROMPT_TOKENS, 0, bound).toArray();
        tested.read(0, 0, prompt, 0, PROMPT_TOKENS);
        expected.read(0, 0, prompt, 0, PROMPT_TOKENS);
        float[] computed = new float[tested.vocabulary()];
        float[] right = new float[expected.vocabulary()];
        for (int step = 0; ; step++) {
            tested.logits(0, computed);
            expected.logits(0, right);
            Optional<String> wrong = sameness.difference("token " + step, right, computed);
            if (wrong.isPresent() || step == STEPS) {
                return wrong;
            }
            int[] token = {random.nextInt(bound)};
            int[] length = {PROMPT_TOKENS + step};
            tested.step(0, 1, token, length);
            expected.step(0, 1, token, length);
        }
    }
}

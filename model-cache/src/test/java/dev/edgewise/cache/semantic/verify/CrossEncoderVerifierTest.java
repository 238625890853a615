package dev.edgewise.cache.semantic.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Reranked;
import dev.edgewise.inference.Usage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose scores they are. */
class CrossEncoderVerifierTest {
    private static final ModelId PAIRS = new ModelId("pairs");
    private static final Question ASKED = Made.question("how can i learn the guitar");

    /** Of that revision, before an engine in whose memory another may be. */
    private static CrossEncoderVerifier verifier(String configured, String inMemory) {
        return new CrossEncoderVerifier(
                (_, call) -> {
                    call.witness().used(PAIRS, inMemory, false);
                    return new Reranked(new float[] {0.5f}, Reranked.Method.CROSS_ENCODER, new Usage(1, 0));
                },
                PAIRS,
                configured,
                Duration.ofSeconds(1),
                System::nanoTime);
    }

    @Test
    void scoresOfOtherFilesAreNotTakenForThoseThatThresholdsWereLearnedOf() throws Exception {
        assertThat(verifier("r1", "r1").score(ASKED, List.of(ASKED))).containsExactly(0);
        assertThatThrownBy(() -> verifier("r1", "r2").score(ASKED, List.of(ASKED)))
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining("other files");
    }

    @Test
    void otherFilesAreAnotherVerifier() {
        assertThat(verifier("r1", "r1").id()).isNotEqualTo(verifier("r2", "r2").id());
    }
}

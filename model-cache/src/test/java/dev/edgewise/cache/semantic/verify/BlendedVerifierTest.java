package dev.edgewise.cache.semantic.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.semantic.Question;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlendedVerifierTest {
    private static final Question ASKED = Made.question("how can i learn the guitar");
    private static final Question FAR = Made.question("one");
    private static final Question NEAR = Made.question("one two");
    private static final Question NEARER = Made.question("one two three");

    private final List<Question> seen = new ArrayList<>();
    private final Verifier words = verifier(question -> question.tokens().count());
    private final Verifier second = verifier(question -> {
        seen.add(question);
        return 2;
    });
    private final BlendedVerifier both = new BlendedVerifier(words, second);

    private interface Score {
        double of(Question stored);
    }

    private static Verifier verifier(Score score) {
        return new Verifier() {
            @Override
            public double[] score(Question asked, List<Question> stored) {
                return stored.stream().mapToDouble(score::of).toArray();
            }

            @Override
            public String id() {
                return "made";
            }
        };
    }

    @Test
    void theSecondIsAskedAboutTheFirstOnesFavouriteOnly() throws Exception {
        double[] scores = both.score(ASKED, List.of(FAR, NEARER, NEAR));

        assertThat(scores).containsExactly(Double.NEGATIVE_INFINITY, 5, Double.NEGATIVE_INFINITY);
        assertThat(seen).containsExactly(NEARER);
    }

    @Test
    void onceItIsKnownWhatTheSecondGivesAtMostWhatCannotReachTheBarIsNotAsked() throws Exception {
        for (int i = 0; i < BlendedVerifier.SEEN_MIN; i++) {
            assertThat(both.score(ASKED, List.of(FAR), 100)).containsExactly(3);
        }
        int before = seen.size();

        assertThat(both.score(ASKED, List.of(FAR), 100)).containsExactly(Double.NEGATIVE_INFINITY);
        assertThat(seen).hasSize(before);
        assertThat(both.score(ASKED, List.of(FAR), 3 + BlendedVerifier.HIGHER)).containsExactly(3);
        assertThat(both.score(ASKED, List.of(FAR))).containsExactly(3);
    }

    @Test
    void highScoresOfPairsThatTheFirstLikesMoreSayNothingOfThose() throws Exception {
        Verifier steps = verifier(question -> question.tokens().count() > 1 ? 20 : 2);
        BlendedVerifier blended = new BlendedVerifier(words, steps);
        for (int i = 0; i < BlendedVerifier.SEEN_MIN; i++) {
            blended.score(ASKED, List.of(FAR));
            blended.score(ASKED, List.of(NEARER));
        }

        assertThat(blended.score(ASKED, List.of(FAR), 10)).containsExactly(Double.NEGATIVE_INFINITY);
        assertThat(blended.score(ASKED, List.of(NEARER), 10)).containsExactly(23);
    }

    @Test
    void nowAndThenOneIsAskedThatWouldBeLeftOut() throws Exception {
        for (int i = 0; i < BlendedVerifier.SEEN_MIN; i++) {
            both.score(ASKED, List.of(FAR));
        }
        int before = seen.size();
        for (int i = 0; i < 3 * (BlendedVerifier.LEFT_OUT_MAX + 1); i++) {
            both.score(ASKED, List.of(FAR), 100);
        }

        assertThat(seen).hasSize(before + 3);
    }

    @Test
    void thatHoldsTooWhereOthersAreAskedInBetween() throws Exception {
        for (int i = 0; i < BlendedVerifier.SEEN_MIN; i++) {
            both.score(ASKED, List.of(FAR));
        }
        int before = seen.size();
        int asked = BlendedVerifier.LEFT_OUT_MAX + 1;
        for (int i = 0; i < asked; i++) {
            both.score(ASKED, List.of(FAR), 100);
            both.score(ASKED, List.of(FAR));
        }

        assertThat(seen).hasSize(before + asked + 1);
    }

    @Test
    void nothingStoredAsksNobody() throws Exception {
        assertThat(both.score(ASKED, List.of())).isEmpty();
        assertThat(seen).isEmpty();
    }
}

package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What tests of answers and their ages share: a node before a {@link Centre}, and a question that is one test's own. */
abstract class CentreTests extends CacheTests<Centre> {
    String question = "";

    /** @param more YAML beside what the node needs */
    CentreTests(String more) {
        this(new Centre(), more);
    }

    private CentreTests(Centre centre, String more) {
        super(centre, new CacheNode(centre, more));
    }

    @BeforeEach
    void name(TestInfo test) {
        question = test.getTestMethod().orElseThrow().getName()
                + test.getDisplayName().hashCode();
    }

    /** Waits until the centre was asked that often. */
    void awaitAsked(int times) {
        Awaitility.await().atMost(LIMIT).until(() -> centre.asked(question) == times);
    }

    /** Waits until the centre's answer of that number is stored, which a stream's is after its last byte has left. */
    void awaitFresh(String asked, int number) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(node.ask(asked, "Cache-Control", "min-fresh=1, only-if-cached")
                                .brief())
                        .isEqualTo("cache-exact " + number));
    }
}

package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** What tests of answers and their ages share: a node before a {@link Centre}, and a question that is one test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CentreTests {
    static final Duration LIMIT = Duration.ofSeconds(60);

    final Centre centre = new Centre();
    final CacheNode node;
    String question = "";

    /** @param more YAML beside what the node needs */
    CentreTests(String more) {
        node = new CacheNode(centre, more);
    }

    @BeforeEach
    void name(TestInfo test) {
        question = test.getTestMethod().orElseThrow().getName()
                + test.getDisplayName().hashCode();
    }

    @AfterEach
    void recover() {
        centre.recover();
        // What one test has fetched anew is no other's business.
        Awaitility.await().atMost(LIMIT).until(() -> node.node().metric("edgewise_cache_refreshing") == 0);
    }

    @AfterAll
    void stop() {
        node.close();
        centre.close();
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

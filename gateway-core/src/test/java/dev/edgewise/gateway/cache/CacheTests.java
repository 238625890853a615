package dev.edgewise.gateway.cache;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What tests of a node's cache share: one node before one centre for all tests of a class, which each test leaves as it
 * found them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CacheTests<C extends HeldCentre> {
    static final Duration LIMIT = Duration.ofSeconds(60);

    final C centre;
    final CacheNode node;

    CacheTests(C centre, CacheNode node) {
        this.centre = centre;
        this.node = node;
    }

    @AfterEach
    void recover() {
        centre.recover();
        // What one test has fetched anew is no other's business.
        awaitNoRefresh();
    }

    @AfterAll
    void stop() {
        node.close();
        centre.close();
    }

    /** Waits until nothing is fetched anew. */
    void awaitNoRefresh() {
        Awaitility.await().atMost(LIMIT).until(() -> node.node().metric("edgewise_cache_refreshing") == 0);
    }
}

package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Fetching anew when the node ends. */
class StaleLifecycleTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aNodeThatDrainsWaitsForWhatItFetchesAnewAndBeginsNoMore() throws InterruptedException {
        try (Centre centre = new Centre()) {
            CacheNode node = new CacheNode(centre, "cache: {ttl: 100s, stale_while_revalidate: 1h}\n");
            node.ask("one");
            node.ask("two");
            node.passes(110);
            centre.hold();
            assertThat(node.ask("one").brief()).isEqualTo("cache-stale 1");
            Awaitility.await().atMost(LIMIT).until(() -> centre.asked("one") == 2);
            Thread closing = Thread.ofPlatform().start(node::close);
            Awaitility.await().atMost(LIMIT).until(() -> node.node().metric("edgewise_cache_refreshing") == 1);
            assertThat(closing.isAlive()).isTrue();
            centre.release();
            closing.join(LIMIT);

            assertThat(node.node().metric("edgewise_cache_refreshes_total{result=\"stored\"}"))
                    .isEqualTo(1);
            assertThat(centre.asked("two")).isEqualTo(1);
        }
    }
}

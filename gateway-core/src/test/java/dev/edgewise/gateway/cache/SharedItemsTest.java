package dev.edgewise.gateway.cache;

import static dev.edgewise.gateway.support.TwoNodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.shared.SharedTier;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.support.RealServer;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.TwoNodes;
import dev.edgewise.gateway.support.TwoNodes.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of two nodes that share a tier on a real server, by their items. */
class SharedItemsTest {
    private TwoNodes nodes;
    private ItemCentre centre;
    private TestNode seoul;
    private TestNode busan;

    @BeforeEach
    void start() {
        nodes = new TwoNodes(
                RealServer.valkey(), "cache: {shared: {valkey: \"redis://127.0.0.1:%d\", timeout: 10s}}\n");
        centre = new ItemCentre(nodes.upstream());
        seoul = nodes.seoul();
        busan = nodes.busan();
    }

    @AfterEach
    void end() {
        if (nodes != null) {
            nodes.close();
        }
    }

    private Reply embed(TestNode node, String texts, String... headers) {
        String list = Arrays.stream(texts.split(" ")).collect(Collectors.joining("\",\"", "[\"", "\"]"));
        return nodes.post(node.port(), "/v1/embeddings", "{\"model\":\"chat-small\",\"input\":" + list + "}", headers);
    }

    /** Has a node fetch a batch whose items then lie on the server. */
    private void shares(TestNode node, String texts, int total) {
        assertThat(embed(node, texts).servedBy()).isEqualTo("central");
        soon().until(() -> node.metric("edgewise_shared_stored_total") == total);
        assertThat(centre.asked()).hasSize(1);
    }

    @Test
    void whatABatchOfOneNodeFilledTheOthersBatchAndSingleRequestGet() {
        shares(seoul, "a b c", 3);

        Reply alone = nodes.post(busan.port(), "/v1/embeddings", "{\"input\":\"b\",\"model\":\"chat-small\"}");
        Reply batch = embed(busan, "c a");

        assertThat(alone.servedBy()).isEqualTo("cache-exact");
        assertThat(batch.servedBy()).isEqualTo("cache-exact");
        assertThat(batch.header("cache-status")).contains("items=2/2");
        assertThat(batch.body()).isEqualTo(embed(seoul, "c a").body());
        assertThat(centre.asked()).isEmpty();
    }

    @Test
    void onlyWhatNoNodeHasIsComputedAndThenSharedToo() {
        shares(seoul, "a b", 2);

        Reply some = embed(busan, "a x b y");
        soon().until(() -> busan.metric("edgewise_shared_stored_total") == 2);

        assertThat(some.servedBy()).isEqualTo("central");
        assertThat(some.header("cache-status")).contains("fwd=partial; stored; detail=\"items=2/4\"");
        assertThat(centre.asked()).containsExactly(List.of("x", "y"));
        assertThat(embed(seoul, "y x a").servedBy()).isEqualTo("cache-exact");
        assertThat(centre.asked()).isEmpty();
    }

    @Test
    void whatIsPurgedOnOneNodeTheOtherDoesNotFindInTheTier() {
        shares(seoul, "a b", 2);

        seoul.node().purges().purge(Purge.hard(new PurgeTarget.Model("chat-small")));

        assertThat(embed(busan, "a b").servedBy()).isEqualTo("central");
        assertThat(centre.asked()).containsExactly(List.of("a", "b"));
    }

    @Test
    void whoWantsStoredItemsOrNoneIsGivenTheTiers() {
        shares(seoul, "a b", 2);

        assertThat(embed(busan, "a x", "cache-control", "only-if-cached").http().statusCode())
                .isEqualTo(504);
        assertThat(embed(busan, "b a", "cache-control", "only-if-cached").servedBy())
                .isEqualTo("cache-exact");
        assertThat(centre.asked()).isEmpty();
    }

    @Test
    void anAnswerThatCouldNotBeTakenApartIsSharedAsAWhole() {
        centre.leavesOut(true);
        shares(seoul, "a b c", 1);

        assertThat(embed(busan, "a b c").servedBy()).isEqualTo("cache-exact");
        assertThat(centre.asked()).isEmpty();
    }

    @Test
    void aCallAsksForABoundedNumberOfItems() {
        String many = IntStream.range(0, SharedTier.KEYS_MAX + 10)
                .mapToObj(i -> "t" + i)
                .collect(Collectors.joining(" "));
        shares(seoul, many, SharedTier.KEYS_MAX + 10);

        Reply all = embed(busan, many);

        assertThat(all.http().statusCode()).isEqualTo(200);
        // One key is the whole batch's.
        assertThat(centre.asked().getFirst()).hasSize(11);
    }

    @Test
    void whoWaitsForABatchThatAnotherFindsThereHasItTooAndOneThatWantsItFresherAsks() throws Exception {
        shares(seoul, "a b", 2);
        nodes.server().freeze();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var leads = callers.submit(() -> embed(busan, "a b"));
            soon().until(() -> busan.inFlight() == 1);
            var joins = callers.submit(() -> embed(busan, "a b"));
            // What lies there lives for an hour at most.
            var joinsChoosy = callers.submit(() -> embed(busan, "a b", "cache-control", "min-fresh=7200"));
            soon().until(() -> busan.inFlight() == 3);
            nodes.server().thaw();

            // On a machine too slow for the tier's ten seconds the first fetches it, and there is nothing to be judged.
            if (leads.get().servedBy().equals("cache-exact")) {
                assertThat(joins.get().servedBy()).isEqualTo("cache-exact");
                assertThat(joins.get().body()).isEqualTo(leads.get().body());
                assertThat(joinsChoosy.get().servedBy()).isEqualTo("central");
            }
        }
    }

    @Test
    void aDeadServerCostsNothingButItsHits() {
        nodes.server().kill();

        assertThat(embed(seoul, "a b").servedBy()).isEqualTo("central");
        assertThat(embed(seoul, "b a").servedBy()).isEqualTo("cache-exact");
        assertThat(embed(busan, "a b").servedBy()).isEqualTo("central");
    }
}

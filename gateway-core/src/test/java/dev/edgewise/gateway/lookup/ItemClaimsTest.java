package dev.edgewise.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Completeness;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.key.CacheKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ItemClaimsTest {
    private static final long LONG = 60_000_000_000L;

    private final ItemsUnderWay all = new ItemsUnderWay();
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    private static CacheKey key(int item) {
        return new CacheKey(item, 0, 0, 0);
    }

    private ItemClaims claim(int... items) {
        List<CacheKey> keys = Arrays.stream(items).mapToObj(ItemClaimsTest::key).toList();
        return all.claim(IntStream.range(0, items.length).toArray(), keys, keys);
    }

    private static BatchAnswer.Fresh computed(int item) {
        byte[] body = "{\"data\":[]}".getBytes(StandardCharsets.US_ASCII);
        return new BatchAnswer.Fresh(
                key(item),
                CachedAnswer.ofJson(ApiFamily.EMBEDDINGS, body, new Completeness.Complete(null, false, null)),
                "");
    }

    @Test
    void whoComesSecondComputesOnlyWhatNobodyDoesAndGetsTheOthers() {
        try (ItemClaims first = claim(1, 2);
                ItemClaims second = claim(2, 3)) {
            assertThat(first.own()).containsExactly(0, 1);
            assertThat(first.hasOthers()).isFalse();
            assertThat(second.own()).containsExactly(1);
            first.land(List.of(computed(1), computed(2)), "m");

            assertThat(second.await(LONG, left)).containsOnlyKeys(0);
            assertThat(second.await(LONG, left).get(0).model()).isEqualTo("m");
        }
        assertThat(all.count()).isZero();
    }

    @Test
    void nothingIsWaitedForLongerThanAllowedAndWhatHasComeIsOfUse() {
        try (ItemClaims first = claim(1);
                ItemClaims slow = claim(2);
                ItemClaims third = claim(1, 2)) {
            first.land(List.of(computed(1)), "m");

            assertThat(third.await(1, left)).containsOnlyKeys(0);
            assertThat(third.await(-1, left)).containsOnlyKeys(0);
            assertThat(slow.own()).containsExactly(0);
        }
    }

    @Test
    void whoEndsWithoutAnAnswerKeepsNobodyWaiting() {
        ItemClaims first = claim(1);
        ItemClaims second = claim(1);
        first.close();

        assertThat(second.await(LONG, left)).isEmpty();
        assertThat(claim(1).own()).containsExactly(0);
    }

    @Test
    void whatHasLandedIsFoundUntilItIsStored() {
        ItemClaims first = claim(1);
        first.land(List.of(computed(1)), "m");
        assertThat(claim(1).await(LONG, left)).hasSize(1);
        first.close();
        assertThat(claim(1).hasOthers()).isFalse();
    }

    @Test
    void beyondTheBoundEverybodyComputesHisOwn() {
        claim(IntStream.range(0, ItemsUnderWay.ITEMS_MAX).toArray());
        ItemClaims beyond = claim(-1, 5);
        assertThat(beyond.own()).containsExactly(0);
        assertThat(claim(-1).own()).containsExactly(0);
        assertThat(all.count()).isEqualTo(ItemsUnderWay.ITEMS_MAX);
    }
}

package dev.edgewise.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Replies;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.Lookup.Hit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PurgesTest {
    private static final CachedAnswer ANSWER = Replies.answer(Replies.chat("a"));

    private final ResponseCache cache =
            new ResponseCache(new CacheSettings(1 << 20, 1 << 16, 100, 60, 60, 0, 0, 0), () -> 5, new Random(1));
    private final Purges purges = new Purges(cache);

    @Test
    void listenersHearOfPurgesThatBeganHereInTheirOrder() {
        List<String> heard = new ArrayList<>();
        purges.listen((purge, epoch) -> {
            throw new IllegalStateException("the bus is down");
        });
        purges.listen((purge, epoch) -> {
            heard.add(epoch + " " + purge.target() + " " + purge.soft());
            return PurgeListener.DONE;
        });
        store(1, "acme", "news");

        assertThat(purges.purge(Purge.soft(new PurgeTarget.Group("acme", "news"))))
                .isEqualTo(new Purges.Done(1, 0, 1));
        assertThat(purges.purgeHere(Purge.hard(new PurgeTarget.All()))).isEqualTo(new Purges.Done(0, 0, 2));
        purges.purge(Purge.hard(new PurgeTarget.Model("m")));

        assertThat(heard).containsExactly("1 Group[tenant=acme, group=news] true", "3 Model[model=m] false");
    }

    @Test
    void aPurgeIsWrittenDownBeforeItIsInForceAndBeforeAnybodyElseHears() {
        List<String> steps = new ArrayList<>();
        store(1, "acme", "news");
        purges.keep((purge, epoch) -> steps.add("kept " + epoch + " " + present(1)));
        purges.listen(new PurgeListener() {
            @Override
            public Runnable purging(Purge purge, long epoch) {
                steps.add("warned " + epoch + " " + present(1));
                return () -> steps.add("waited for the warned");
            }

            @Override
            public Runnable purged(Purge purge, long epoch) {
                steps.add("told " + epoch + " " + present(1));
                return () -> steps.add("waited for the told");
            }
        });

        purges.purge(Purge.hard(new PurgeTarget.All()));

        assertThat(steps)
                .containsExactly("kept 1 1", "warned 1 1", "told 1 -", "waited for the warned", "waited for the told");
    }

    @Test
    void aPurgeThatARestartWouldForgetToPassOnIsInForceAndToldAndItsCallerHearsOfIt() {
        List<Long> told = new ArrayList<>();
        store(1, "acme", "news");
        purges.listen((purge, epoch) -> {
            throw new UncheckedIOException(new IOException("no space left"));
        });
        purges.listen((purge, epoch) -> () -> told.add(epoch));

        assertThatThrownBy(() -> purges.purge(Purge.hard(new PurgeTarget.All())))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(present(1)).isEqualTo("-");
        assertThat(told).containsExactly(1L);
    }

    @Test
    void aPurgeThatCannotBeWrittenDownIsInForceAndToldAndItsCallerHearsOfTheDisk() {
        List<Long> told = new ArrayList<>();
        store(1, "acme", "news");
        purges.keep((purge, epoch) -> {
            throw new UncheckedIOException(new IOException("no space left"));
        });
        purges.listen((purge, epoch) -> () -> told.add(epoch));

        assertThatThrownBy(() -> purges.purge(Purge.hard(new PurgeTarget.All())))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(present(1)).isEqualTo("-");
        assertThat(told).containsExactly(1L);
    }

    @Test
    @Timeout(30)
    void aPurgeDoesNotWaitForWhatAnotherOneWaitsFor() throws Exception {
        var slow = new CountDownLatch(1);
        var waiting = new CountDownLatch(1);
        List<Long> kept = new CopyOnWriteArrayList<>();
        purges.keep((purge, epoch) -> kept.add(epoch));
        purges.listen((purge, epoch) -> epoch > 1
                ? PurgeListener.DONE
                : () -> {
                    waiting.countDown();
                    try {
                        slow.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
        Thread first = Thread.ofVirtual().start(() -> purges.purge(Purge.hard(new PurgeTarget.Model("m"))));
        waiting.await();

        assertThat(purges.purge(Purge.hard(new PurgeTarget.Model("n"))).epoch()).isEqualTo(2);
        assertThat(kept).containsExactly(1L, 2L);

        slow.countDown();
        first.join();
    }

    @Test
    void aGroupIsItsTenantsOwnUnlessAllAreMeant() {
        store(1, "acme", "news");
        store(2, "bolt", "news");
        store(3, "bolt", "sport");

        purges.purge(Purge.hard(new PurgeTarget.Group("acme", "news")));
        assertThat(present(3)).isEqualTo("-23");
        assertThat(purges.count(new PurgeTarget.GroupOfAll("news"))).isEqualTo(1);
        purges.purge(Purge.hard(new PurgeTarget.GroupOfAll("news")));
        assertThat(present(3)).isEqualTo("--3");
    }

    @Test
    void manyPurgesLeaveWhatTheyDoNotCover() {
        store(1, "acme", "news");

        for (int i = 0; i < 2 * ResponseCache.PURGE_TARGETS_MAX; i++) {
            cache.purge(Purge.hard(new PurgeTarget.Tenant("t" + i)));
            // Looked at now and then, as a purge through the door does.
            if (i % 1_000 == 0) {
                cache.tidy();
            }
        }

        assertThat(present(1)).isEqualTo("1");
    }

    @Test
    void whatNobodyLookedAtWhileTooManyTargetsWerePurgedIsGone() {
        store(1, "acme", "news");
        cache.purge(Purge.hard(new PurgeTarget.Tenant("acme")));
        Storing early = storing(2, "bolt", "news");
        for (int i = 0; i < ResponseCache.PURGE_TARGETS_MAX; i++) {
            cache.purge(Purge.hard(new PurgeTarget.Tenant("t" + i)));
        }

        assertThat(present(1)).isEqualTo("-");
        assertThat(cache.store(early)).isEqualTo(Storing.Outcome.PURGED);
        store(3, "acme", "news");
        assertThat(present(3)).isEqualTo("--3");
    }

    static Stream<PurgeTarget> dividing() {
        return Stream.of(
                new PurgeTarget.All(),
                new PurgeTarget.Key(key(1)),
                new PurgeTarget.Tenant("acme"),
                new PurgeTarget.Model("m"),
                new PurgeTarget.Region("KR"),
                new PurgeTarget.Group("acme", "any"),
                new PurgeTarget.GroupOfAll("any"));
    }

    @ParameterizedTest
    @MethodSource("dividing")
    void callersFromBeforeAndAfterAPurgeThatMayCoverTheirAnswerAreTold(PurgeTarget target) {
        long before = cache.dividingEpoch(key(1), "acme", "m");
        purges.purge(Purge.hard(target));

        assertThat(cache.dividingEpoch(key(1), "acme", "m")).isGreaterThan(before);
        long after = cache.dividingEpoch(key(1), "acme", "m");
        purges.purge(Purge.hard(new PurgeTarget.Group("bolt", "any")));
        purges.purge(Purge.hard(new PurgeTarget.Model("other")));
        assertThat(cache.dividingEpoch(key(1), "acme", "m")).isEqualTo(after);
        purges.purge(Purge.soft(target));
        assertThat(cache.dividingEpoch(key(1), "acme", "m"))
                .as("what was asked for before a soft purge is stale, and would not say so")
                .isGreaterThan(after);
    }

    private String present(int count) {
        StringBuilder found = new StringBuilder();
        IntStream.rangeClosed(1, count)
                .forEach(i -> found.append(
                        cache.lookup(key(i), Form.JSON, null, CacheDirectives.NONE) instanceof Hit ? "" + i : "-"));
        return found.toString();
    }

    private void store(long key, String tenant, String group) {
        assertThat(cache.store(storing(key, tenant, group))).isEqualTo(Storing.Outcome.STORED);
    }

    private Storing storing(long key, String tenant, String group) {
        return new Storing(key(key), null, ANSWER, new Labels(tenant, "m", "KR", List.of(group)), cache.epoch(), 5, -1);
    }

    private static CacheKey key(long key) {
        return new CacheKey(key, 0, 0, key);
    }
}

package dev.edgewise.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Replies;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.directive.CacheDirectives.Mode;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.Lookup.Cause;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Lookup.Miss;
import dev.edgewise.cache.store.Lookup.Stale;
import dev.edgewise.cache.store.Storing.Outcome;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseCacheTest {
    private static final CacheSettings SETTINGS = new CacheSettings(1 << 20, 1 << 16, 100, 60, 3_600, 0, 30, 30, 0);
    private static final CachedAnswer ANSWER = Replies.answer(Replies.chat("a"));
    private static final Labels ACME = new Labels("acme", "m", "KR", List.of("news"));

    private long nowNanos = 5;
    private final ResponseCache cache = new ResponseCache(SETTINGS, () -> nowNanos, new Random(1));
    private final Purges purges = new Purges(cache);

    @Test
    void aStoredAnswerIsFoundByBothKeys() {
        store(1, ACME);

        assertThat(cache.lookupRaw(key(1_001), CacheDirectives.NONE)).isInstanceOf(Hit.class);
        assertThat(cache.lookup(key(1), Form.JSON, null, CacheDirectives.NONE)).isInstanceOf(Hit.class);
        assertThat(cache.lookup(key(2), Form.JSON, null, CacheDirectives.NONE)).isEqualTo(new Miss(Cause.ABSENT));
        assertThat(cache.lookupRaw(key(1_002), CacheDirectives.NONE)).isEqualTo(new Miss(Cause.ABSENT));
        assertThat(cache.stats()).isEqualTo(new CacheStats(1, 1, 0, 1, 1, 0, 0, 0, 1, ANSWER.weightBytes(), 1));
    }

    @Test
    void aCanonicalHitAddsAnAlias() {
        store(1, ACME);

        cache.lookup(key(1), Form.JSON, key(7), CacheDirectives.NONE);

        assertThat(cache.lookupRaw(key(7), CacheDirectives.NONE)).isInstanceOf(Hit.class);
    }

    @ParameterizedTest
    @CsvSource({
        // age, max-age, min-fresh, max-stale
        "0,  -1, -1, -1, hit 0 60",
        "59, -1, -1, -1, hit 59 1",
        "60, -1, -1, -1, stale 60 0",
        "75, -1, -1, -1, stale 75 15",
        "91, -1, -1, -1, ABSENT",
        "75, -1, -1, 15, hit 75 -15",
        "75, -1, -1, 14, stale 75 15",
        "75, -1, -1, 9223372036854775807, hit 75 -15",
        "10, 10, -1, -1, hit 10 50",
        "11, 10, -1, -1, TOO_OLD",
        "1,  0,  -1, -1, TOO_OLD",
        "10, -1, 50, -1, hit 10 50",
        "11, -1, 50, -1, ENDS_TOO_SOON",
        "70, -1, 0,  99, ENDS_TOO_SOON"
    })
    void aRequestGetsOnlyWhatIsFreshEnoughForIt(
            int ageS, long maxAgeS, long minFreshS, long maxStaleS, String expected) {
        store(1, ACME);
        passes(ageS);

        Lookup found = cache.lookup(
                key(1),
                Form.JSON,
                null,
                new CacheDirectives(false, false, false, maxAgeS, minFreshS, maxStaleS, Mode.UNSAID, -1));

        assertThat(show(found)).isEqualTo(expected);
    }

    @Test
    void anAnswerOfTheSameSecondIsTooOldForMaxAgeZero() {
        store(1, ACME);
        nowNanos += 1;

        assertThat(cache.lookup(
                        key(1), Form.JSON, null, new CacheDirectives(false, false, false, 0, -1, -1, Mode.UNSAID, -1)))
                .isEqualTo(new Miss(Cause.TOO_OLD));
    }

    @Test
    void aRequestThatDoesNotWantTheCacheIsPassedBy() {
        store(1, ACME);
        CacheDirectives noCache = new CacheDirectives(true, false, false, -1, -1, -1, Mode.UNSAID, -1);

        assertThat(cache.lookupRaw(key(1_001), noCache)).isEqualTo(new Miss(Cause.BYPASSED));
        assertThat(cache.lookup(key(1), Form.JSON, null, noCache)).isEqualTo(new Miss(Cause.BYPASSED));
    }

    @Test
    void aWishedLifetimeIsCutToTheLongestAllowed() {
        cache.store(storing(1, ACME, 10));
        cache.store(storing(2, ACME, 1_000_000));

        passes(20);
        assertThat(cache.lookup(key(1), Form.JSON, null, CacheDirectives.NONE)).isInstanceOf(Stale.class);
        assertThat(show(cache.lookup(key(2), Form.JSON, null, CacheDirectives.NONE)))
                .isEqualTo("hit 20 3580");
        assertThat(cache.store(storing(3, ACME, 0))).isEqualTo(Outcome.UNWANTED);
    }

    @Test
    void lifetimesAreSpreadByTheJitterAndNeverLongerThanAllowed() {
        ResponseCache jittered = new ResponseCache(
                new CacheSettings(1 << 20, 1 << 16, 100, 1_000, 3_600, 0, 0, 0.1), () -> nowNanos, new Random(1));
        for (int i = 0; i < 50; i++) {
            jittered.store(storing(i, ACME, -1));
        }

        List<Long> left = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> ((Hit) jittered.lookup(key(i), Form.JSON, null, CacheDirectives.NONE)).ttlLeftS())
                .toList();

        assertThat(left).allMatch(s -> s >= 899 && s <= 1_000);
        assertThat(left.stream().distinct().count()).isGreaterThan(20);
    }

    @Test
    void theBytesHeldStayWithinTheirBound() {
        int each = ANSWER.weightBytes();
        cache.apply(new CacheSettings(10L * each, 1 << 16, 100, 60, 60, 0, 0, 0));
        for (int i = 0; i < 40; i++) {
            store(i, ACME);
        }

        assertThat(cache.stats().bytes()).isBetween((long) each, 10L * each);
        assertThat(cache.stats().evicted()).isEqualTo(30);

        cache.apply(new CacheSettings(2L * each, 1 << 16, 100, 60, 60, 0, 0, 0));
        assertThat(cache.stats().bytes()).isLessThanOrEqualTo(2L * each);
    }

    @Test
    void anAnswerLargerThanOneMayBeIsRefused() {
        cache.apply(new CacheSettings(1 << 20, 100, 100, 60, 60, 0, 0, 0));

        assertThat(cache.store(storing(1, ACME, -1))).isEqualTo(Outcome.TOO_LARGE);
        assertThat(cache.stats().refused()).isEqualTo(1);
    }

    @Test
    void aFormMadeLaterIsWeighed() {
        CachedAnswer answer = Replies.answer(Replies.chat("b"));
        cache.store(new Storing(key(1), null, answer, ACME, cache.epoch(), 5, -1));
        CacheEntry entry = ((Hit) cache.lookup(key(1), Form.JSON, null, CacheDirectives.NONE)).entry();
        long before = cache.stats().bytes();

        assertThat(cache.form(entry, Form.SSE))
                .isSameAs(cache.form(entry, Form.SSE))
                .isNotNull();

        assertThat(cache.stats().bytes())
                .isEqualTo(before + entry.answer().form(Form.SSE).body().length);
        passes(59);
        assertThat(cache.lookup(key(1), Form.JSON, null, CacheDirectives.NONE)).isInstanceOf(Hit.class);
        passes(32);
        assertThat(cache.lookup(key(1), Form.JSON, null, CacheDirectives.NONE)).isEqualTo(new Miss(Cause.ABSENT));
    }

    @Test
    void aPurgeIsTrueAtOnceAndCoversWhatItNames() {
        store(1, ACME);
        store(2, new Labels("other", "m", null, List.of("news")));
        store(3, new Labels("acme", "m2", "JP", List.of()));

        assertThat(cache.count(new PurgeTarget.All())).isEqualTo(3);
        assertThat(cache.count(new PurgeTarget.Tenant("acme"))).isEqualTo(2);
        assertThat(cache.count(new PurgeTarget.Group("acme", "news"))).isEqualTo(1);
        purges.purge(Purge.hard(new PurgeTarget.Group("acme", "news")));
        assertThat(present()).isEqualTo("-23");
        purges.purge(Purge.hard(new PurgeTarget.Region("JP")));
        assertThat(present()).isEqualTo("-2-");
        purges.purge(Purge.hard(new PurgeTarget.Model("m2")));
        assertThat(present()).isEqualTo("-2-");
        purges.purge(Purge.hard(new PurgeTarget.Key(key(2))));
        assertThat(present()).isEqualTo("---");
        store(1, ACME);
        store(2, ACME);
        assertThat(present()).isEqualTo("12-");
        purges.purge(Purge.hard(new PurgeTarget.All()));
        assertThat(present()).isEqualTo("---");
        assertThat(cache.count(new PurgeTarget.All())).isZero();
    }

    @Test
    void anAnswerWhoseMakingBeganBeforeAPurgeIsNotStored() {
        Storing early = storing(1, ACME, -1);
        purges.purge(Purge.hard(new PurgeTarget.Tenant("acme")));

        assertThat(cache.store(early)).isEqualTo(Outcome.PURGED);
        assertThat(cache.store(storing(1, ACME, -1))).isEqualTo(Outcome.STORED);
    }

    @Test
    void anAnswerBegunBeforeASoftPurgeDoesNotReplaceOneBegunAfterIt() {
        Storing early = storing(1, ACME, -1);
        purges.purge(Purge.soft(new PurgeTarget.Tenant("acme")));
        store(1, ACME);

        assertThat(cache.store(early)).isEqualTo(Outcome.PURGED);
        assertThat(cache.lookup(key(1), Form.JSON, null, CacheDirectives.NONE)).isInstanceOf(Hit.class);
    }

    @Test
    void tidyingClearsAwayWhatWasPurged() {
        store(1, ACME);
        store(2, new Labels("other", "m", null, List.of()));
        cache.purge(Purge.hard(new PurgeTarget.Tenant("acme")));
        assertThat(cache.stats().entries()).isEqualTo(2);

        cache.tidy();

        assertThat(cache.stats().entries()).isEqualTo(1);
        passes(91);
        cache.tidy();
        assertThat(cache.stats().expired()).isEqualTo(1);
    }

    private String present() {
        StringBuilder found = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            found.append(cache.lookup(key(i), Form.JSON, null, CacheDirectives.NONE) instanceof Hit ? "" + i : "-");
        }
        return found.toString();
    }

    private void store(long key, Labels labels) {
        assertThat(cache.store(storing(key, labels, -1))).isEqualTo(Outcome.STORED);
    }

    private Storing storing(long key, Labels labels, long ttlS) {
        return new Storing(key(key), new RawAlias(key(1_000 + key), Form.JSON), ANSWER, labels, cache.epoch(), 5, ttlS);
    }

    private void passes(long seconds) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static CacheKey key(long key) {
        return new CacheKey(key, 0, 0, key);
    }

    private static String show(Lookup found) {
        return switch (found) {
            case Hit(var entry, var ageS, var ttlLeftS, var form, var state) -> "hit " + ageS + " " + ttlLeftS;
            case Stale(var entry, var ageS, var staleForS, var form) -> "stale " + ageS + " " + staleForS;
            case Miss(var cause) -> cause.name();
        };
    }
}

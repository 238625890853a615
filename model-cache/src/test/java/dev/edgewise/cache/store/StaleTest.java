package dev.edgewise.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Replies;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.directive.CacheDirectives.Mode;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Lookup.Miss;
import dev.edgewise.cache.store.Lookup.Stale;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers past their lifetime: fresh for 60 s, sent for 10 s more while fetched anew, for 30 s more instead of an error,
 * and for 40 s more to who accepts that. */
class StaleTest {
    private static final CacheSettings SETTINGS = new CacheSettings(1 << 20, 1 << 16, 100, 60, 3_600, 10, 30, 40, 0);
    private static final CachedAnswer ANSWER = Replies.answer(Replies.chat("a"));
    private static final CacheKey KEY = new CacheKey(1, 2, 3, 4);
    private static final PurgeTarget ALL = new PurgeTarget.All();

    private long nowNanos = 5;
    private final ResponseCache cache = new ResponseCache(SETTINGS, () -> nowNanos, new Random(1));

    @ParameterizedTest
    @CsvSource({
        // age, max-age, min-fresh, max-stale, stale-if-error
        "59, -1, -1, -1, -1, FRESH",
        "60, -1, -1, -1, -1, REVALIDATE",
        "69, -1, -1, -1, -1, REVALIDATE",
        "70, -1, -1, -1, -1, stale 10",
        "89, -1, -1, -1, -1, stale 29",
        "90, -1, -1, -1, -1, TOO_STALE",
        "100, -1, -1, -1, -1, ABSENT",
        "65, 60, -1, -1, -1, TOO_OLD",
        "65, -1,  0, -1, -1, ENDS_TOO_SOON",
        "75, -1, -1, 15, -1, ACCEPTED",
        "75, -1, -1, 14, -1, stale 15",
        "99, -1, -1, 39, -1, ACCEPTED",
        "99, -1, -1, 38, -1, TOO_STALE",
        "100, -1, -1, 99, -1, ABSENT",
        "75, -1, -1, -1, 15, TOO_STALE",
        "75, -1, -1, -1, 16, stale 15",
        "75, -1, -1, -1,  0, TOO_STALE"
    })
    void aRequestGetsOnlyWhatIsFreshEnoughForIt(
            int ageS, long maxAgeS, long minFreshS, long maxStaleS, long staleIfErrorS, String expected) {
        store(Lifetime.DEFAULT);
        passes(ageS);

        assertThat(show(cache.lookup(
                        KEY,
                        Form.JSON,
                        null,
                        new CacheDirectives(
                                false,
                                false,
                                false,
                                maxAgeS,
                                minFreshS,
                                maxStaleS,
                                staleIfErrorS,
                                Mode.UNSAID,
                                -1,
                                List.of()))))
                .isEqualTo(expected);
    }

    @Test
    void whatTheMakerSaysIsCutToTheSettings() {
        store(new Lifetime(20, 5, 1_000, -1));

        assertThat(after(20)).isEqualTo("REVALIDATE");
        assertThat(after(5)).isEqualTo("stale 5");
        assertThat(after(24)).isEqualTo("stale 29");
        assertThat(after(1)).isEqualTo("TOO_STALE");
        assertThat(after(10)).isEqualTo("ABSENT");
    }

    @Test
    void aMakerMayForbidStaleness() {
        store(new Lifetime(20, 0, 0, 0));

        assertThat(after(19)).isEqualTo("FRESH");
        assertThat(after(1)).isEqualTo("ABSENT");
    }

    @Test
    void aSoftPurgeMakesStaleFromThenOnAndNoCallerCanAcceptIt() {
        store(Lifetime.DEFAULT);
        passes(10);
        cache.purge(Purge.soft(ALL));

        assertThat(after(9)).isEqualTo("REVALIDATE");
        assertThat(after(1)).isEqualTo("stale 10");
        CacheDirectives any = new CacheDirectives(false, false, false, -1, -1, CacheDirectives.ANY, Mode.UNSAID, -1);
        assertThat(show(cache.lookup(KEY, Form.JSON, null, any))).isEqualTo("stale 10");
        assertThat(after(20)).isEqualTo("TOO_STALE");
    }

    @Test
    void aSoftPurgeCountsWhatItLeavesToBeSentAndClearsAwayTheRest() {
        Purges purges = new Purges(cache);
        store(Lifetime.DEFAULT);
        passes(75);

        assertThat(purges.purge(Purge.soft(ALL))).as("stale for 15 of 30 s").isEqualTo(new Purges.Done(1, 1, 1));
        store(new Lifetime(60, 0, 0, -1));
        assertThat(purges.countLeft(Purge.soft(ALL))).isZero();
        assertThat(purges.countLeft(Purge.hard(ALL))).isZero();
        assertThat(purges.purge(Purge.soft(ALL))).isEqualTo(new Purges.Done(1, 0, 2));
        assertThat(cache.stats().entries()).as("nobody may be sent it").isZero();
    }

    @Test
    void ofTwoSoftPurgesTheFirstCounts() {
        store(Lifetime.DEFAULT);
        cache.purge(Purge.soft(new PurgeTarget.Model("m")));
        assertThat(after(5)).isEqualTo("REVALIDATE");
        cache.purge(Purge.soft(new PurgeTarget.Group("acme", "news")));

        assertThat(after(5)).isEqualTo("stale 10");
    }

    @Test
    void anAnswerWhoseMakingBeganBeforeASoftPurgeIsStoredStale() {
        Storing early = storing(Lifetime.DEFAULT);
        cache.purge(Purge.soft(ALL));
        passes(3);

        assertThat(cache.store(early)).isEqualTo(Storing.Outcome.STORED);
        assertThat(after(0)).isEqualTo("REVALIDATE");
        store(Lifetime.DEFAULT);
        assertThat(after(0)).isEqualTo("FRESH");
    }

    @Test
    void aHardPurgeTakesWhatASoftOneLeft() {
        store(Lifetime.DEFAULT);
        cache.purge(Purge.soft(ALL));
        cache.purge(Purge.hard(new PurgeTarget.GroupOfAll("news")));

        assertThat(after(0)).isEqualTo("ABSENT");
    }

    @Test
    void insteadOfAnErrorOnlyWhatIsStillThereIsSent() {
        store(Lifetime.DEFAULT);
        passes(75);
        Stale stale = (Stale) cache.lookup(KEY, Form.SSE, null, CacheDirectives.NONE);

        Hit hit = cache.insteadOfError(stale);
        assertThat(hit).isNotNull();
        assertThat(show(hit)).isEqualTo("ERROR");
        assertThat(hit.form()).isEqualTo(Form.SSE);
        passes(15);
        assertThat(cache.insteadOfError(stale)).as("its time is over").isNull();
        passes(-15);
        cache.purge(Purge.hard(new PurgeTarget.Model("m")));
        assertThat(cache.insteadOfError(stale)).as("purged meanwhile").isNull();
    }

    @Test
    void anAnswerIsFetchedAnewByOneAtATime() {
        store(Lifetime.DEFAULT);
        passes(65);
        CacheEntry entry = ((Hit) cache.lookup(KEY, Form.JSON, null, CacheDirectives.NONE)).entry();
        Duration lease = Duration.ofMinutes(2);

        assertThat(cache.claimRefresh(entry, lease)).isTrue();
        assertThat(cache.claimRefresh(entry, lease)).isFalse();
        cache.releaseRefresh(entry, Duration.ofSeconds(2));
        passes(1);
        assertThat(cache.claimRefresh(entry, lease)).as("waits after a failure").isFalse();
        passes(1);
        assertThat(cache.claimRefresh(entry, lease)).isTrue();
        passes(120);
        assertThat(cache.claimRefresh(entry, lease))
                .as("whoever had it is lost")
                .isTrue();
    }

    private String after(long seconds) {
        passes(seconds);
        return show(cache.lookup(KEY, Form.JSON, null, CacheDirectives.NONE));
    }

    private void store(Lifetime wish) {
        assertThat(cache.store(storing(wish))).isEqualTo(Storing.Outcome.STORED);
    }

    private Storing storing(Lifetime wish) {
        return new Storing(KEY, null, ANSWER, new Labels("acme", "m", "KR", List.of("news")), cache.epoch(), 5, wish);
    }

    private void passes(long seconds) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static String show(Lookup found) {
        return switch (found) {
            case Hit hit -> hit.state().name();
            case Stale stale -> "stale " + stale.staleForS();
            case Miss(var cause) -> cause.name();
        };
    }
}

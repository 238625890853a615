package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers and operators can have of stale answers where the configuration says nothing: an hour fresh, ten minutes kept. */
class DefaultStalenessTest extends CentreTests {
    DefaultStalenessTest() {
        super("");
    }

    @Test
    void whoAcceptsAStaleAnswerGetsItForTenMinutesAndNobodyElseDoes() {
        node.ask(question);
        node.passes(3_600 + 100);

        // Its life may have been cut by 180 s.
        Answer stale = node.ask(question, "Cache-Control", "max-stale=400");
        assertThat(stale.brief()).isEqualTo("cache-stale 1");
        assertThat(stale.header("edge-why")).isEqualTo("max-stale");
        assertThat(stale.header("cache-status")).matches("edgewise; hit; ttl=-\\d+");
        assertThat(node.ask(question, "Cache-Control", "max-stale, only-if-cached")
                        .brief())
                .isEqualTo("cache-stale 1");
        assertThat(node.ask(question, "Cache-Control", "only-if-cached").status())
                .isEqualTo(504);
        centre.fails(503);
        assertThat(node.ask(question).status()).isEqualTo(503);
        assertThat(node.ask(question, "Cache-Control", "max-stale=10").status()).isEqualTo(503);
        node.passes(501);
        assertThat(node.ask(question, "Cache-Control", "max-stale").status()).isEqualTo(503);
        assertThat(node.ask(question, "Cache-Control", "max-stale, only-if-cached")
                        .status())
                .isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=100, must-revalidate", "max-age=100, proxy-revalidate", "s-maxage=100"})
    void whatItsMakerWantsSentStaleToNobodyIsNotAccepted(String said) {
        centre.says("Cache-Control", said);
        node.ask(question);
        node.passes(110);

        assertThat(node.ask(question, "Cache-Control", "max-stale, only-if-cached")
                        .status())
                .isEqualTo(504);
    }

    @Test
    void aSoftPurgeIsAHardOneAndSaysSo() {
        Answer first = node.ask(question);
        assertThat(first.brief()).isEqualTo("central 1");

        assertThat(node.purge("{\"all\":true,\"soft\":true,\"dry_run\":true}").body())
                .matches("\\{\"would_purge\":[1-9]\\d*,\"still_sent\":0,\"epoch\":\\d+}");
        assertThat(node.purge("{\"all\":true,\"soft\":true}").body())
                .matches("\\{\"purged\":[1-9]\\d*,\"still_sent\":0,\"epoch\":\\d+}");

        assertThat(node.purge("{\"all\":true,\"dry_run\":true}").body()).startsWith("{\"would_purge\":0,");
        centre.fails(503);
        assertThat(node.ask(question).status()).isEqualTo(503);
        assertThat(node.ask(question, "Cache-Control", "max-stale, only-if-cached")
                        .status())
                .isEqualTo(504);
    }

    @Test
    void whoAsksAfterASoftPurgeDoesNotShareWhatWasAskedForBefore() {
        centre.hold();
        var before = CompletableFuture.supplyAsync(() -> node.ask(question));
        awaitAsked(1);
        node.purge("{\"model\":\"chat-small\",\"soft\":true}");
        var after = CompletableFuture.supplyAsync(() -> node.ask(question));
        awaitAsked(2);
        centre.release();

        assertThat(List.of(before.join().brief(), after.join().brief())).containsExactly("central 1", "central 2");
        assertThat(node.ask(question).brief()).isEqualTo("cache-exact 2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoWantsAnAnswerOfTheirOwnRenewsTheStoredOne(boolean streams) {
        String asked = question + streams;
        node.ask(asked);

        Answer renewed = streams
                ? node.stream(asked, "Cache-Control", "no-cache")
                : node.ask(asked, "Cache-Control", "no-cache");
        assertThat(renewed.brief()).isEqualTo("central 2");
        assertThat(renewed.header("cache-status")).startsWith("edgewise; fwd=request");
        awaitFresh(asked, 2);
        assertThat(node.stream(asked).brief()).isEqualTo("cache-exact 2");
        assertThat(centre.asked(asked)).isEqualTo(2);
    }

    @Test
    void aStreamThatMustNotBeStoredRenewsNothing() {
        node.ask(question);

        assertThat(node.stream(question, "Cache-Control", "no-store").brief()).isEqualTo("central 2");
        assertThat(node.stream(question, "Cache-Control", "no-cache", "Edge-Cache-TTL", "0")
                        .brief())
                .isEqualTo("central 3");
        assertThat(node.ask(question).brief()).isEqualTo("cache-exact 1");
    }

    @Test
    void aRenewalThatFailsLeavesTheStoredAnswer() {
        node.ask(question);
        centre.fails(503);

        assertThat(node.stream(question, "Cache-Control", "no-cache").status()).isEqualTo(503);
        assertThat(node.ask(question).brief()).isEqualTo("cache-exact 1");
    }
}

package dev.edgewise.cache.flight;

import static dev.edgewise.cache.flight.FlightsFixture.BOUNDS;
import static dev.edgewise.cache.flight.FlightsFixture.KEY;
import static dev.edgewise.cache.flight.FlightsFixture.OTHER;
import static dev.edgewise.cache.flight.FlightsFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.edgewise.cache.key.CacheKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each bound: reached is fine, passed is not, and what was given back can be had again. */
class FlightBoundsTest {
    private final FlightsFixture fixture = new FlightsFixture();
    private final Flight<String, String> flight = fixture.lead(KEY);

    @Test
    void pastFlightsMaxOtherKeysGoAloneButFollowersStillJoin() {
        Flight<String, String> second = fixture.lead(OTHER);
        CacheKey third = new CacheKey(9, 9, 9, 9);
        fixture.assertRefused(third, Refusal.FLIGHTS_MAX);
        fixture.follow(Want.EVENTS);
        assertThat(fixture.flights.inFlight()).isEqualTo(BOUNDS.flightsMax());

        second.complete("answer");
        assertThat(fixture.lead(third).key()).isEqualTo(third);
    }

    @Test
    void pastFollowersMaxJoinersAreRefusedUntilOneLeaves() {
        fixture.follow(Want.EVENTS);
        fixture.follow(Want.COMPLETION);
        Subscription<String, String> third = fixture.follow(Want.EVENTS);
        fixture.assertRefused(KEY, Refusal.FOLLOWERS_MAX);
        third.cancel();

        fixture.follow(Want.EVENTS);
    }

    @Test
    void pastRecordedBytesMaxFollowersGoOnLiveAndNothingIsLeftToStore() {
        Subscription<String, String> subscription = fixture.follow(Want.EVENTS);
        Heard events = new Heard();
        subscription.start(events);
        Heard completion = fixture.hear(Want.COMPLETION);
        flight.append(bytes("12345"));
        subscription.consumed(5);
        flight.append(bytes("67890"));
        subscription.consumed(5);
        assertThat(flight.recorded()).isEqualTo(bytes("1234567890"));
        fixture.follow(Want.EVENTS).cancel();

        assertThat(flight.append(bytes("x"))).isTrue();
        assertThat(flight.recorded()).isNull();
        assertThat(completion.ends).containsExactly("detached RECORDED_BYTES_MAX");
        fixture.assertRefused(KEY, Refusal.RECORDED_BYTES_MAX);
        flight.append(bytes("y"));
        flight.complete(null);
        assertThat(events.bytes()).isEqualTo(bytes("1234567890xy"));
        assertThat(events.ends).containsExactly("completed null");
    }

    @Test
    void pastLagBytesMaxAFollowerIsDetachedAndTheWriterGoesOn() {
        Heard slow = fixture.hear(Want.EVENTS);
        Subscription<String, String> subscription = fixture.follow(Want.EVENTS);
        Heard quick = new Heard();
        subscription.start(quick);
        flight.append(bytes("123456"));
        subscription.consumed(100);
        assertThat(slow.ends).isEmpty();
        assertThat(flight.append(bytes("7"))).isTrue();
        flight.complete("answer");

        assertThat(slow.bytes()).isEqualTo(bytes("123456"));
        assertThat(slow.ends).containsExactly("detached LAG_BYTES_MAX");
        assertThat(quick.ends).containsExactly("completed answer");
    }

    @Test
    void whatWasBufferedBeforeAFollowerJoinedIsNoLag() {
        flight.append(bytes("1234567"));
        Heard late = fixture.hear(Want.EVENTS);
        flight.append(bytes("890123"));
        assertThat(late.ends).isEmpty();
        flight.append(bytes("4"));

        assertThat(late.ends).containsExactly("detached LAG_BYTES_MAX");
    }

    @Test
    void whoWantsOnlyTheCompletionCannotLag() {
        Heard heard = fixture.hear(Want.COMPLETION);
        flight.append(bytes("12345678"));
        flight.complete("answer");

        assertThat(heard.ends).containsExactly("completed answer");
    }

    @Test
    void theLastFollowerDetachedAfterTheLeaderLeftCancelsUpstream() {
        AtomicInteger cancels = new AtomicInteger();
        fixture.hear(Want.EVENTS);
        flight.onAbandoned(cancels::incrementAndGet);
        assertThat(flight.leaderGone()).isTrue();

        assertThat(flight.append(bytes("1234567"))).isFalse();
        assertThat(cancels).hasValue(1);
    }

    @Test
    void pastItsAgeAFlightIsNotJoinedButItsFollowersStay() {
        Heard early = fixture.hear(Want.EVENTS);
        fixture.nanos.addAndGet(BOUNDS.joinAgeMax().toNanos());
        fixture.follow(Want.EVENTS).cancel();
        fixture.nanos.incrementAndGet();
        fixture.assertRefused(KEY, Refusal.JOIN_AGE_MAX);
        flight.complete("answer");

        assertThat(early.ends).containsExactly("completed answer");
        fixture.lead(KEY).close();
    }

    @Test
    void theAgeCountsAnewFromAnElection() {
        Heard elected = fixture.hear(Want.EVENTS);
        fixture.nanos.addAndGet(BOUNDS.joinAgeMax().toNanos() + 1);
        flight.fail("refused");

        assertThat(elected.ends).containsExactly("elected");
        fixture.follow(Want.EVENTS);
    }

    @Test
    void anAgeBeyondTheClockMeansAlways() {
        FlightsFixture ageless = new FlightsFixture(new FlightBounds(1, 1, 0, 1, Duration.ofSeconds(Long.MAX_VALUE)));
        ageless.lead(KEY);
        ageless.nanos.addAndGet(Long.MAX_VALUE);

        ageless.follow(Want.EVENTS);
    }

    @Test
    void aBoundOutOfItsRangeIsNamed() {
        Duration age = Duration.ZERO;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlightBounds(0, 1, 0, 1, age))
                .withMessage("flightsMax must be at least 1, but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlightBounds(1, 0, 0, 1, age))
                .withMessageContaining("followersMax");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlightBounds(1, 1, -1, 1, age))
                .withMessageContaining("recordedBytesMax");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlightBounds(1, 1, 0, 0, age))
                .withMessageContaining("lagBytesMax");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlightBounds(1, 1, 0, 1, Duration.ofNanos(-1)))
                .withMessageContaining("joinAgeMax");
    }
}

package dev.edgewise.cache.flight;

import static dev.edgewise.cache.flight.FlightsFixture.KEY;
import static dev.edgewise.cache.flight.FlightsFixture.LEADER_ENDED;
import static dev.edgewise.cache.flight.FlightsFixture.OTHER;
import static dev.edgewise.cache.flight.FlightsFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a leader and its followers do to each other. */
class FlightTest {
    private final FlightsFixture fixture = new FlightsFixture();
    private final Flight<String, String> flight = fixture.lead(KEY);
    private final AtomicInteger cancels = new AtomicInteger();

    @Test
    void followersHearWhatWasBufferedAndThenWhatComesAsTheSameArrays() {
        byte[] first = bytes("one");
        byte[] second = bytes("two");
        Heard early = fixture.hear(Want.EVENTS);
        flight.append(first);
        Heard late = fixture.hear(Want.EVENTS);
        flight.append(second);
        assertThat(flight.complete("answer")).isTrue();

        for (Heard heard : new Heard[] {early, late}) {
            assertThat(heard.chunks).hasSize(2);
            assertThat(heard.chunks.get(0)).isSameAs(first);
            assertThat(heard.chunks.get(1)).isSameAs(second);
            assertThat(heard.ends).containsExactly("completed answer");
        }
        assertThat(flight.recorded()).isEqualTo(bytes("onetwo"));
        assertThat(fixture.flights.inFlight()).isZero();
    }

    @Test
    void aSubscriptionStartedAfterTheEndHearsEverything() {
        Subscription<String, String> subscription = fixture.follow(Want.EVENTS);
        flight.append(bytes("one"));
        flight.complete("answer");
        Heard heard = new Heard();
        subscription.start(heard);

        assertThat(heard.bytes()).isEqualTo(bytes("one"));
        assertThat(heard.ends).containsExactly("completed answer");
        assertThatIllegalStateException().isThrownBy(() -> subscription.start(heard));
    }

    @Test
    void whoWantsOnlyTheCompletionHearsNoChunks() {
        Heard heard = fixture.hear(Want.COMPLETION);
        flight.append(bytes("one"));
        flight.complete("answer");

        assertThat(heard.chunks).isEmpty();
        assertThat(heard.ends).containsExactly("completed answer");
    }

    @Test
    void withoutAnAnswerObjectOnlyThoseThatHadTheEventsAreDone() {
        Heard events = fixture.hear(Want.EVENTS);
        Heard completion = fixture.hear(Want.COMPLETION);
        flight.append(bytes("one"));
        flight.complete(null);

        assertThat(events.ends).containsExactly("completed null");
        assertThat(completion.ends).containsExactly("detached NO_ANSWER");
    }

    @Test
    void withNeitherAnswerNorEventsNobodyIsDone() {
        Heard events = fixture.hear(Want.EVENTS);
        flight.complete(null);

        assertThat(events.ends).containsExactly("detached NO_ANSWER");
    }

    @Test
    void onlyTheFirstEndCounts() {
        Heard heard = fixture.hear(Want.EVENTS);
        assertThat(flight.complete("answer")).isTrue();
        assertThat(flight.complete("other")).isFalse();
        assertThat(flight.fail("late")).isFalse();
        assertThat(flight.failAll("late")).isFalse();
        assertThat(flight.append(bytes("more"))).isFalse();
        assertThat(flight.leaderGone()).isFalse();
        flight.onAbandoned(cancels::incrementAndGet);
        flight.close();

        assertThat(heard.ends).containsExactly("completed answer");
        assertThat(cancels).hasValue(0);
        assertThat(fixture.flights.inFlight()).isZero();
        assertThat(fixture.lead(KEY)).isNotSameAs(flight);
    }

    @Test
    void aFaultBeforeTheFirstEventElectsOneAndTheOthersFollowIt() {
        Heard completion = fixture.hear(Want.COMPLETION);
        Heard elected = fixture.hear(Want.EVENTS);
        Heard other = fixture.hear(Want.EVENTS);
        assertThat(flight.append(new byte[0])).isTrue();
        assertThat(flight.fail("refused")).isTrue();

        assertThat(elected.ends).containsExactly("elected");
        Flight<String, String> second = elected.led;
        assertThat(second.isElected()).isTrue();
        assertThat(second.key()).isEqualTo(KEY);
        assertThat(flight.append(bytes("stale"))).isFalse();
        assertThat(flight.complete("stale")).isFalse();
        second.append(bytes("one"));
        assertThat(flight.recorded()).isEmpty();
        Heard late = fixture.hear(Want.EVENTS);
        second.complete("answer");

        assertThat(other.bytes()).isEqualTo(bytes("one"));
        assertThat(late.bytes()).isEqualTo(bytes("one"));
        assertThat(other.ends).containsExactly("completed answer");
        assertThat(completion.ends).containsExactly("completed answer");
    }

    @Test
    void aSecondFaultBeforeTheFirstEventFailsAll() {
        Heard elected = fixture.hear(Want.EVENTS);
        Heard other = fixture.hear(Want.EVENTS);
        flight.fail("refused");
        assertThat(elected.led.fail("refused again")).isTrue();

        assertThat(other.ends).containsExactly("failed refused again early");
        assertThat(fixture.flights.inFlight()).isZero();
    }

    @Test
    void aFaultThatAnotherTryWouldMeetAgainElectsNobody() {
        Heard heard = fixture.hear(Want.EVENTS);
        flight.failAll("bad request");

        assertThat(heard.ends).containsExactly("failed bad request early");
    }

    @Test
    void aFaultAfterAnEventReachesEveryFollower() {
        Heard events = fixture.hear(Want.EVENTS);
        Heard completion = fixture.hear(Want.COMPLETION);
        flight.append(bytes("one"));
        flight.fail("reset");

        assertThat(events.bytes()).isEqualTo(bytes("one"));
        assertThat(events.ends).containsExactly("failed reset late");
        assertThat(completion.ends).containsExactly("failed reset late");
    }

    @Test
    void closingAnUnfinishedFlightFailsIt() {
        Heard heard = fixture.hear(Want.EVENTS);
        flight.append(bytes("one"));
        flight.close();

        assertThat(heard.ends).containsExactly("failed " + LEADER_ENDED + " late");
    }

    @Test
    void whoIsElectedAndLeavesBeforeHearingItIsReplaced() {
        Subscription<String, String> first = fixture.follow(Want.EVENTS);
        Subscription<String, String> second = fixture.follow(Want.EVENTS);
        flight.fail("refused");
        first.cancel();
        Heard heard = new Heard();
        second.start(heard);

        assertThat(heard.ends).containsExactly("elected");
        heard.led.complete("answer");
        assertThat(fixture.flights.inFlight()).isZero();
    }

    @Test
    void whoIsElectedAloneAndLeavesBeforeHearingItLandsTheFlight() {
        Subscription<String, String> only = fixture.follow(Want.EVENTS);
        flight.fail("refused");
        assertThat(fixture.flights.inFlight()).isOne();
        only.cancel();

        assertThat(fixture.flights.inFlight()).isZero();
    }

    @Test
    void aStartedFollowerIsElectedBeforeOneThatIsNot() {
        Subscription<String, String> waiting = fixture.follow(Want.EVENTS);
        Heard started = fixture.hear(Want.COMPLETION);
        flight.fail("refused");

        assertThat(started.ends).containsExactly("elected");
        waiting.cancel();
    }

    @Test
    void theUpstreamCallGoesOnForTheFollowersAndIsCancelledOnceWithTheLast() {
        Subscription<String, String> first = fixture.follow(Want.EVENTS);
        Subscription<String, String> second = fixture.follow(Want.COMPLETION);
        flight.onAbandoned(cancels::incrementAndGet);
        assertThat(flight.leaderGone()).isTrue();
        assertThat(flight.append(bytes("one"))).isTrue();
        first.cancel();
        first.cancel();
        assertThat(cancels).hasValue(0);
        second.cancel();
        assertThat(cancels).hasValue(1);

        assertThat(flight.append(bytes("two"))).isFalse();
        flight.onAbandoned(cancels::incrementAndGet);
        flight.close();
        assertThat(cancels).hasValue(1);
        assertThat(fixture.flights.inFlight()).isZero();
    }

    @Test
    void aCancellerThatComesAfterTheLastFollowerLeftRunsAtOnce() {
        Subscription<String, String> only = fixture.follow(Want.EVENTS);
        flight.leaderGone();
        only.cancel();
        flight.onAbandoned(cancels::incrementAndGet);
        flight.onAbandoned(cancels::incrementAndGet);

        assertThat(cancels).hasValue(1);
    }

    @Test
    void aLeaderThatLeavesAloneCancelsItself() {
        flight.onAbandoned(cancels::incrementAndGet);
        assertThat(flight.leaderGone()).isFalse();

        assertThat(cancels).hasValue(0);
        assertThat(fixture.flights.inFlight()).isZero();
    }

    @Test
    void theLastFollowerLeavingWhileTheLeaderStaysCancelsNothing() {
        flight.onAbandoned(cancels::incrementAndGet);
        fixture.follow(Want.EVENTS).cancel();

        assertThat(flight.append(bytes("one"))).isTrue();
        assertThat(cancels).hasValue(0);
    }

    @Test
    void aListenerThatThrowsIsDroppedAndTheOthersHearOn() {
        Heard broken = fixture.hear(Want.EVENTS);
        Heard sound = fixture.hear(Want.EVENTS);
        broken.inside = () -> {
            throw new IllegalStateException("bug in a listener");
        };
        flight.append(bytes("one"));
        flight.append(bytes("two"));
        flight.complete("answer");

        assertThat(broken.chunks).hasSize(1);
        assertThat(broken.ends).isEmpty();
        assertThat(sound.bytes()).isEqualTo(bytes("onetwo"));
        assertThat(sound.ends).containsExactly("completed answer");
    }

    @Test
    void anElectedListenerThatThrowsFailsTheOthers() {
        Heard broken = fixture.hear(Want.EVENTS);
        Heard sound = fixture.hear(Want.EVENTS);
        broken.inside = () -> {
            throw new IllegalStateException("bug in a listener");
        };
        flight.fail("refused");

        assertThat(sound.ends).containsExactly("failed " + LEADER_ENDED + " early");
        assertThat(fixture.flights.inFlight()).isZero();
    }

    @Test
    void aListenerMayAppendAndCancelFromInside() {
        Subscription<String, String> subscription = fixture.follow(Want.EVENTS);
        Heard heard = new Heard();
        heard.inside = () -> {
            heard.inside = subscription::cancel;
            flight.append(bytes("two"));
        };
        subscription.start(heard);
        flight.append(bytes("one"));
        flight.append(bytes("three"));

        assertThat(heard.bytes()).isEqualTo(bytes("onetwo"));
        assertThat(heard.broken).isEmpty();
    }

    @Test
    void anotherKeyIsAnotherFlight() {
        Heard heard = fixture.hear(Want.EVENTS);
        fixture.lead(OTHER).append(bytes("other"));

        assertThat(heard.chunks).isEmpty();
    }

    @Test
    void nobodyConsumesLessThanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.follow(Want.EVENTS).consumed(-1));
    }
}

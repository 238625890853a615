package dev.edgewise.cache.flight;

import static dev.edgewise.cache.flight.FlightsFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * One key under random interleavings. The lock is never held during a callback, so whatever another thread could do
 * meanwhile is done here from inside the callback: one thread, and the same orders.
 */
class FlightPropertyTest {
    private static final int STEPS = 60;
    private static final int NESTING_MAX = 4;

    @Property
    void everyFollowerHearsTheLeadersBytesOrAnErrorOrIsDetached(@ForAll long seed) {
        Run run = new Run(seed);
        for (int step = 0; step < STEPS; step++) {
            run.step();
        }
        run.settle();
        run.check();
    }

    /** What one leader did, as the test saw it. */
    private static final class Led {
        final Flight<String, String> flight;
        final @Nullable Led before;
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        final List<Place> places = new ArrayList<>();
        /** Whether its leader was told, or said, that it is over. */
        boolean ended;

        /** Whether its leader ended it, and was the first to. */
        boolean finished;

        /** Whether its leader's client left it to its followers. */
        boolean leftToFollowers;

        int cancels;

        Led(Flight<String, String> flight, @Nullable Led before) {
            this.flight = flight;
            this.before = before;
            flight.onAbandoned(() -> cancels++);
        }
    }

    /** One follower. */
    private static final class Place {
        final Subscription<String, String> subscription;
        final Want want;
        final Heard heard = new Heard();
        Led led;
        boolean started;
        boolean left;
        int chunksWhenItLeft;
        int endsWhenItLeft;

        Place(Subscription<String, String> subscription, Want want, Led led) {
            this.subscription = subscription;
            this.want = want;
            this.led = led;
        }

        boolean is(String end) {
            return heard.ends.stream().anyMatch(each -> each.startsWith(end));
        }
    }

    private static final class Run {
        private final Random random;
        private final FlightsFixture fixture;
        private final FlightBounds bounds;
        private final List<Place> places = new ArrayList<>();
        private final List<Led> leds = new ArrayList<>();
        private final Deque<Led> flying = new ArrayDeque<>();
        private int nesting;

        Run(long seed) {
            random = new Random(seed);
            bounds = new FlightBounds(
                    1, 1 + random.nextInt(5), random.nextInt(40), 1 + random.nextInt(30), Duration.ofHours(1));
            fixture = new FlightsFixture(bounds);
        }

        void step() {
            Led now = flying.peekLast();
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> join();
                case 4, 5 -> start(any());
                case 6 -> leave(any());
                case 7, 8 -> consume(any());
                case 9, 10, 11, 12 -> append(now);
                case 13 -> gone(now);
                default -> {
                    if (random.nextInt(3) == 0) {
                        end(now);
                    }
                }
            }
        }

        /** What other threads would do while a listener is being called. */
        private void meanwhile() {
            if (nesting < NESTING_MAX) {
                nesting++;
                for (int steps = random.nextInt(3); steps > 0; steps--) {
                    step();
                }
                nesting--;
            }
        }

        private void join() {
            Want want = random.nextBoolean() ? Want.EVENTS : Want.COMPLETION;
            switch (fixture.flights.join(KEY, want)) {
                case Joined.Lead<String, String>(Flight<String, String> flight) -> takeOff(flight, null);
                case Joined.Follow<String, String>(Subscription<String, String> subscription) -> {
                    Place place = new Place(subscription, want, leds.getLast());
                    place.led.places.add(place);
                    place.heard.inside = () -> {
                        if (place.heard.led != null) {
                            elected(place, place.heard.led);
                        }
                        meanwhile();
                    };
                    places.add(place);
                    if (random.nextBoolean()) {
                        start(place);
                    }
                }
                case Joined.Refused<String, String>(Refusal reason) ->
                    assertThat(reason).isNotEqualTo(Refusal.JOIN_AGE_MAX);
            }
        }

        private void takeOff(Flight<String, String> flight, @Nullable Led before) {
            Led led = new Led(flight, before);
            leds.add(led);
            flying.addLast(led);
        }

        /** The others, and those that joined since, now follow the elected one. */
        private void elected(Place heir, Flight<String, String> flight) {
            takeOff(flight, heir.led);
            Led led = flying.getLast();
            for (Place place : heir.led.places) {
                if (place != heir && place.heard.ends.isEmpty()) {
                    place.led = led;
                    led.places.add(place);
                }
            }
        }

        private @Nullable Place any() {
            return places.isEmpty() ? null : places.get(random.nextInt(places.size()));
        }

        private void start(@Nullable Place place) {
            if (place != null && !place.started) {
                place.started = true;
                place.subscription.start(place.heard);
            }
        }

        private void leave(@Nullable Place place) {
            if (place != null && !place.left) {
                place.left = true;
                place.subscription.cancel();
                place.chunksWhenItLeft = place.heard.chunks.size();
                place.endsWhenItLeft = place.heard.ends.size();
            }
        }

        private void consume(@Nullable Place place) {
            if (place != null) {
                place.subscription.consumed(random.nextInt(40));
            }
        }

        private void append(@Nullable Led led) {
            if (led == null) {
                return;
            }
            byte[] events = new byte[random.nextInt(12)];
            random.nextBytes(events);
            // Written down first: callbacks inside the call may end the flight.
            if (!led.ended) {
                led.sent.writeBytes(events);
            }
            if (!led.flight.append(events)) {
                over(led);
            }
        }

        private void gone(@Nullable Led led) {
            if (led != null) {
                if (led.flight.leaderGone()) {
                    led.leftToFollowers = true;
                } else {
                    over(led);
                }
            }
        }

        private void end(@Nullable Led led) {
            if (led == null) {
                return;
            }
            over(led);
            led.finished |= switch (random.nextInt(5)) {
                case 0 -> led.flight.complete("answer");
                case 1 -> led.flight.complete(null);
                case 2 -> led.flight.failAll("bad request");
                case 3 -> {
                    boolean open = led.flight.append(new byte[0]);
                    led.flight.close();
                    yield open;
                }
                default -> led.flight.fail("reset");
            };
        }

        private void over(Led led) {
            led.ended = true;
            flying.remove(led);
        }

        /** Ends what is open, so that every follower that stayed has heard its end. */
        void settle() {
            nesting = NESTING_MAX;
            places.forEach(this::start);
            while (!flying.isEmpty()) {
                end(flying.peekLast());
            }
        }

        void check() {
            assertThat(fixture.flights.inFlight()).isZero();
            places.forEach(this::check);
            for (Led led : leds) {
                assertThat(led.cancels).isEqualTo(led.leftToFollowers && !led.finished ? 1 : 0);
                assertThat(led.before == null || led.before.before == null)
                        .as("one election in a row")
                        .isTrue();
                assertThat(led.places.stream().filter(place -> place.is("elected")))
                        .hasSizeLessThanOrEqualTo(led.before == null ? 1 : 0);
                // What was appended after the last follower left, before the leader knew, is nowhere.
                if (led.cancels == 0 && led.sent.size() <= bounds.recordedBytesMax()) {
                    assertThat(led.flight.recorded()).isEqualTo(led.sent.toByteArray());
                }
            }
        }

        private void check(Place place) {
            Heard heard = place.heard;
            byte[] sent = place.led.sent.toByteArray();
            assertThat(heard.broken).isEmpty();
            assertThat(heard.bytes()).isEqualTo(Arrays.copyOf(sent, heard.bytes().length));
            assertThat(heard.ends).hasSizeLessThanOrEqualTo(1);
            if (!place.left) {
                assertThat(heard.ends).hasSize(1);
            } else {
                assertThat(heard.chunks).hasSize(place.chunksWhenItLeft);
                assertThat(heard.ends).hasSize(place.endsWhenItLeft);
            }
            if (place.want == Want.COMPLETION || place.is("elected")) {
                assertThat(heard.chunks).isEmpty();
            } else if (place.is("completed") || place.is("failed")) {
                assertThat(heard.bytes()).isEqualTo(sent);
            }
            if (place.is("detached " + Detachment.LAG_BYTES_MAX)) {
                assertThat((long) sent.length).isGreaterThan(bounds.lagBytesMax());
            }
        }
    }
}

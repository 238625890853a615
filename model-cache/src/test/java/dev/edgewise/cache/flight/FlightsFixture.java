package dev.edgewise.cache.flight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.CacheKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Flights of text, with a clock that a test moves. */
final class FlightsFixture {
    static final CacheKey KEY = new CacheKey(1, 2, 3, 4);
    static final CacheKey OTHER = new CacheKey(1, 2, 3, 5);
    static final String LEADER_ENDED = "leader ended without an answer";
    static final FlightBounds BOUNDS = new FlightBounds(2, 3, 10, 6, Duration.ofSeconds(5));

    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    final Flights<String, String> flights;

    FlightsFixture() {
        this(BOUNDS);
    }

    FlightsFixture(FlightBounds bounds) {
        flights = new Flights<>(bounds, nanos::get, LEADER_ENDED);
    }

    Flight<String, String> lead(CacheKey key) {
        Joined<String, String> joined = flights.join(key, Want.EVENTS);
        assertThat(joined).isInstanceOf(Joined.Lead.class);
        return ((Joined.Lead<String, String>) joined).flight();
    }

    Subscription<String, String> follow(Want want) {
        Joined<String, String> joined = flights.join(KEY, want);
        assertThat(joined).isInstanceOf(Joined.Follow.class);
        return ((Joined.Follow<String, String>) joined).subscription();
    }

    Heard hear(Want want) {
        Heard heard = new Heard();
        follow(want).start(heard);
        return heard;
    }

    void assertRefused(CacheKey key, Refusal reason) {
        assertThat(flights.join(key, Want.EVENTS)).isEqualTo(new Joined.Refused<String, String>(reason));
        assertThat(flights.join(key, Want.COMPLETION)).isEqualTo(new Joined.Refused<String, String>(reason));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

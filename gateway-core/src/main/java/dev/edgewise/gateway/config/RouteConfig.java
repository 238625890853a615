package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.gateway.config.unit.Rate;
import org.jspecify.annotations.Nullable;

/**
 * How the requests that match are routed; the first match counts.
 *
 * @param match which requests
 * @param prefer what matters most
 * @param cache whether their answers are stored and reused; null: the defaults hold
 * @param replay how stored streams are sent
 * @param pace how many of their events in a stretch of time, where they are paced
 */
public record RouteConfig(
        RouteMatch match, Prefer prefer, @Nullable RouteCache cache, Replay replay, Rate pace) {

    private static final String PACE_EXPECTED = "a rate from 1/s to 1000/s such as 50/s";
    private static final long PACE_SECOND_MIN = 1;
    private static final long PACE_SECOND_MAX = 1_000;

    private static final Setting<RouteMatch> MATCH = Setting.section("match", RouteMatch.GROUP);
    private static final Setting<Prefer> PREFER = Setting.of(
                    "prefer",
                    Scalars.choice(Prefer.class),
                    "What matters most when both the node and the centre could answer; Edge-Prefer overrides it.")
            .byDefault("latency");
    private static final Setting<RouteCache> CACHE = Setting.of(
                    "cache",
                    Scalars.choice(RouteCache.class),
                    "Whether their answers are stored and reused: reuse, also those that are sampled anew each time (no temperature 0, no seed); never, none, and no two requests share one. Absent: what is sure to be the same again, and what a request asks for.")
            .optional();
    private static final Setting<Replay> REPLAY = Setting.of(
                    "replay",
                    Scalars.choice(Replay.class),
                    "How a stored answer is sent as a stream: immediate, whole and at once; or paced, event after event as if it were being written.")
            .byDefault("immediate");
    private static final Setting<Rate> PACE = Setting.of(
                    "pace",
                    Scalars.parsed(PACE_EXPECTED, RouteConfig::pace, Rate::show),
                    "Events (about a token each) of a paced stream; quickened where it would take more than 30s or miss the request's deadline.")
            .byDefault("50/s");

    private static Parsed<Rate> pace(String text) {
        return Rate.parse(text) instanceof Parsed.Ok<Rate>(Rate rate)
                        && rate.count() >= PACE_SECOND_MIN * rate.per().toSeconds()
                        && rate.count() <= PACE_SECOND_MAX * rate.per().toSeconds()
                ? Parsed.ok(rate)
                : Parsed.bad(PACE_EXPECTED);
    }

    static final Group<RouteConfig> GROUP = Group.of(
                    "How the requests that match are routed; the first match counts.",
                    values -> new RouteConfig(
                            values.get(MATCH),
                            values.get(PREFER),
                            values.find(CACHE),
                            values.get(REPLAY),
                            values.get(PACE)),
                    MATCH,
                    PREFER,
                    CACHE,
                    REPLAY,
                    PACE)
            .later("escalate", "escalation of unsure answers");
}

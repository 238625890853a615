package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import java.time.Duration;

/**
 * What the node takes on at most, so that nobody can exhaust it.
 *
 * @param bodyBytesMax the body of a request, in bytes; more is refused with 413
 * @param uriBytesMax the request line's address, in bytes; more is refused with 414
 * @param headers the head of a request
 * @param connectionsMax open connections of the data plane; more are closed at once
 * @param inFlightMax requests in work; more are answered 503
 * @param streamsMax requests at a time on one HTTP/2 connection
 * @param headerTimeMax until the head of a request is complete
 * @param bodyTimeMax until the body of a request is complete
 * @param bodyBytesPerSecondMin slower bodies are refused, after the first seconds
 * @param writeStallMax a reader takes nothing
 * @param idleTimeMax an unused connection stays open
 * @param deadline for a request that names none
 * @param drainTimeMax running requests may take to end when the node stops
 */
public record LimitsConfig(
        long bodyBytesMax,
        int uriBytesMax,
        HeaderLimits headers,
        int connectionsMax,
        int inFlightMax,
        int streamsMax,
        Duration headerTimeMax,
        Duration bodyTimeMax,
        long bodyBytesPerSecondMin,
        Duration writeStallMax,
        Duration idleTimeMax,
        Duration deadline,
        Duration drainTimeMax) {

    /** The largest body that can be allowed, in bytes: what reads bodies takes this, and admission what is configured. */
    public static final int BODY_BYTES_CONFIGURABLE = 1_000_000_000;

    /** The most requests in work that can be allowed. */
    public static final int IN_FLIGHT_CONFIGURABLE = 1_000_000;

    private static final Setting<Long> BODY = Setting.of(
                    "body", Scalars.bytes("1kB", "1GB"), "Body of a request; more is refused with 413.")
            .byDefault("8MB");
    private static final Setting<Integer> URI_SIZE = Setting.of(
                    "uri", Names.HEADER_BYTES, "Address in the request line; more is refused with 414.")
            .byDefault("8kB");
    private static final Setting<HeaderLimits> HEADERS = Setting.section("headers", HeaderLimits.GROUP);
    private static final Setting<Integer> CONNECTIONS = Setting.of(
                    "connections",
                    Scalars.integer(1, 1_000_000),
                    "Open connections of the data plane; more are closed at once.")
            .byDefault("10000");
    private static final Setting<Integer> IN_FLIGHT = Setting.of(
                    "in_flight",
                    Scalars.integer(1, IN_FLIGHT_CONFIGURABLE),
                    "Requests in work; more are answered 503 with Retry-After.")
            .byDefault("2048");
    private static final Setting<Integer> STREAMS = Setting.of(
                    "streams", Scalars.integer(1, 10_000), "Requests at a time on one HTTP/2 connection.")
            .byDefault("128")
            .needsRestart();
    private static final Setting<Duration> HEADER_TIME = Setting.of(
                    "header_time", Scalars.duration("100ms", "10m"), "Longest wait for the head of a request.")
            .byDefault("10s");
    private static final Setting<Duration> BODY_TIME = Setting.of(
                    "body_time", Scalars.duration("100ms", "1h"), "Longest wait for the body of a request.")
            .byDefault("60s");
    private static final Setting<Long> BODY_RATE = Setting.of(
                    "body_rate",
                    Scalars.bytes("0B", "1GB"),
                    "Bytes a second that a body must arrive with once it runs for five seconds; slower ones are refused with 408.")
            .byDefault("1kB");
    private static final Setting<Duration> WRITE_STALL = Setting.of(
                    "write_stall",
                    Scalars.duration("100ms", "1h"),
                    "How long a reader may take nothing before its connection is closed.")
            .byDefault("30s");
    private static final Setting<Duration> IDLE_TIME = Setting.of(
                    "idle_time", Scalars.duration("1s", "1h"), "How long an unused connection stays open.")
            .byDefault("75s");
    private static final Setting<Duration> DEADLINE = Setting.of(
                    "deadline",
                    Scalars.duration("100ms", "1h"),
                    "Longest work on a request that names no Edge-Deadline.")
            .byDefault("120s");
    private static final Setting<Duration> DRAIN = Setting.of(
                    "drain",
                    Scalars.duration("0s", "1h"),
                    "How long running requests may take to end when the node stops.")
            .byDefault("30s");

    static final Group<LimitsConfig> GROUP = Group.of(
            "What the node takes on at most.",
            values -> new LimitsConfig(
                    values.get(BODY),
                    values.get(URI_SIZE),
                    values.get(HEADERS),
                    values.get(CONNECTIONS),
                    values.get(IN_FLIGHT),
                    values.get(STREAMS),
                    values.get(HEADER_TIME),
                    values.get(BODY_TIME),
                    values.get(BODY_RATE),
                    values.get(WRITE_STALL),
                    values.get(IDLE_TIME),
                    values.get(DEADLINE),
                    values.get(DRAIN)),
            BODY,
            URI_SIZE,
            HEADERS,
            CONNECTIONS,
            IN_FLIGHT,
            STREAMS,
            HEADER_TIME,
            BODY_TIME,
            BODY_RATE,
            WRITE_STALL,
            IDLE_TIME,
            DEADLINE,
            DRAIN);
}

package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI-compatible servers that answer what the node does not.
 *
 * @param endpoints at least one
 * @param apiKey sent as bearer token; null: none is sent
 * @param price null: not told
 * @param health probes
 * @param protocol the version of HTTP
 * @param connectionsMax open connections to one endpoint
 * @param waitingMax requests that wait for a connection
 * @param connectTimeMax for a connection, TLS included
 * @param idleTimeMax an unused connection stays open
 * @param silenceTimeMax between two pieces of an answer
 * @param ca PEM file with authorities to trust; null: those of the platform
 */
public record ClusterConfig(
        List<EndpointConfig> endpoints,
        @Nullable Secret apiKey,
        @Nullable PriceConfig price,
        HealthConfig health,
        Protocol protocol,
        int connectionsMax,
        int waitingMax,
        Duration connectTimeMax,
        Duration idleTimeMax,
        Duration silenceTimeMax,
        @Nullable Path ca) {

    private static final Setting<List<EndpointConfig>> ENDPOINTS = Setting.of(
            "endpoints",
            new ListOf<>(EndpointConfig.GROUP, 1, Names.ENDPOINTS_MAX),
            "Its servers; any of them can answer any request.");
    private static final Setting<Secret> API_KEY = Setting.of(
                    "api_key",
                    Scalars.secret(),
                    "Sent as bearer token in place of the caller's key; absent: none is sent.")
            .optional();
    private static final Setting<PriceConfig> PRICE = Setting.of(
                    "price", PriceConfig.GROUP, "What it charges; absent: not accounted.")
            .optional();
    private static final Setting<HealthConfig> HEALTH = Setting.section("health", HealthConfig.GROUP);
    private static final Setting<Protocol> PROTOCOL = Setting.of(
                    "protocol",
                    Scalars.choice(Protocol.class),
                    "Version of HTTP: auto is HTTP/1.1, and HTTP/2 where TLS negotiates it.")
            .byDefault("auto");
    private static final Setting<Integer> CONNECTIONS = Setting.of(
                    "connections", Scalars.integer(1, 65535), "Open connections to one endpoint at most.")
            .byDefault("512");
    private static final Setting<Integer> WAITING = Setting.of(
                    "waiting", Scalars.integer(0, 100_000), "Requests that may wait for a connection to one endpoint.")
            .byDefault("1024");
    private static final Setting<Duration> CONNECT_TIME = Setting.of(
                    "connect_time", Scalars.duration("10ms", "1m"), "Longest wait for a connection, TLS included.")
            .byDefault("2s");
    private static final Setting<Duration> IDLE_TIME = Setting.of(
                    "idle_time", Scalars.duration("1s", "1h"), "How long an unused connection stays open.")
            .byDefault("60s");
    private static final Setting<Duration> SILENCE_TIME = Setting.of(
                    "silence_time",
                    Scalars.duration("100ms", "1h"),
                    "Longest silence while an answer is awaited or runs.")
            .byDefault("60s");
    private static final Setting<Path> CA = Setting.of(
                    "ca",
                    Scalars.path(),
                    "PEM file with the authorities that sign its certificates; absent: those of the platform.")
            .optional();

    /** The same without its price, which says nothing of how it is reached. */
    public ClusterConfig withoutPrice() {
        return new ClusterConfig(
                endpoints,
                apiKey,
                null,
                health,
                protocol,
                connectionsMax,
                waitingMax,
                connectTimeMax,
                idleTimeMax,
                silenceTimeMax,
                ca);
    }

    static final Group<ClusterConfig> GROUP = Group.of(
            "OpenAI-compatible servers that answer what this node does not.",
            values -> new ClusterConfig(
                    values.get(ENDPOINTS),
                    values.find(API_KEY),
                    values.find(PRICE),
                    values.get(HEALTH),
                    values.get(PROTOCOL),
                    values.get(CONNECTIONS),
                    values.get(WAITING),
                    values.get(CONNECT_TIME),
                    values.get(IDLE_TIME),
                    values.get(SILENCE_TIME),
                    values.find(CA)),
            ENDPOINTS,
            API_KEY,
            PRICE,
            HEALTH,
            PROTOCOL,
            CONNECTIONS,
            WAITING,
            CONNECT_TIME,
            IDLE_TIME,
            SILENCE_TIME,
            CA);
}

package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import java.time.Duration;

/**
 * How a cluster's endpoints are probed.
 *
 * @param path what is asked for, with GET
 * @param interval between two probes of one endpoint
 * @param timeout for one probe
 * @param failuresMax consecutive failures that make an endpoint unhealthy
 * @param successesMin consecutive successes that make it healthy again
 */
public record HealthConfig(String path, Duration interval, Duration timeout, int failuresMax, int successesMin) {

    private static final Setting<String> PATH = Setting.of(
                    "path", Names.URL_PATH, "What a probe asks for; any status below 500 is a sign of life.")
            .byDefault("/v1/models");
    private static final Setting<Duration> INTERVAL = Setting.of(
                    "interval", Scalars.duration("100ms", "1h"), "Time between two probes of one endpoint.")
            .byDefault("5s");
    private static final Setting<Duration> TIMEOUT = Setting.of(
                    "timeout", Scalars.duration("10ms", "1m"), "Longest wait for the answer to a probe.")
            .byDefault("2s");
    private static final Setting<Integer> FAILURES = Setting.of(
                    "failures",
                    Scalars.integer(1, 100),
                    "Consecutive failures, of probes or requests, after which an endpoint gets no requests.")
            .byDefault("3");
    private static final Setting<Integer> SUCCESSES = Setting.of(
                    "successes",
                    Scalars.integer(1, 100),
                    "Consecutive successful probes after which it gets requests again.")
            .byDefault("1");

    static final Group<HealthConfig> GROUP = Group.of(
            "How the cluster's endpoints are probed.",
            values -> new HealthConfig(
                    values.get(PATH),
                    values.get(INTERVAL),
                    values.get(TIMEOUT),
                    values.get(FAILURES),
                    values.get(SUCCESSES)),
            PATH,
            INTERVAL,
            TIMEOUT,
            FAILURES,
            SUCCESSES);
}

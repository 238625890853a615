package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * What the node tells about itself.
 *
 * @param log lines
 */
public record TelemetryConfig(LogConfig log) {

    private static final Setting<LogConfig> LOG = Setting.section("log", LogConfig.GROUP);

    static final Group<TelemetryConfig> GROUP = Group.of(
                    "What the node tells about itself; metrics are on the admin plane.",
                    values -> new TelemetryConfig(values.get(LOG)),
                    LOG)
            .later("otlp", "export by OTLP")
            .later("genai", "OpenTelemetry GenAI names");
}

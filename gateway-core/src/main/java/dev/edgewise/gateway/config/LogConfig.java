package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * What is logged.
 *
 * @param level the least important lines that are written
 * @param format how a line is written
 * @param requests one line for each request
 */
public record LogConfig(LogLevel level, LogFormat format, boolean requests) {

    private static final Setting<LogLevel> LEVEL = Setting.of(
                    "level", Scalars.choice(LogLevel.class), "The least important lines that are written.")
            .byDefault("info");
    private static final Setting<LogFormat> FORMAT = Setting.of(
                    "format", Scalars.choice(LogFormat.class), "How a line is written.")
            .byDefault("json");
    private static final Setting<Boolean> REQUESTS = Setting.of(
                    "requests", Scalars.bool(), "One line for each request, without its content.")
            .byDefault("true");

    static final Group<LogConfig> GROUP = Group.of(
            "What is logged, to standard error.",
            values -> new LogConfig(values.get(LEVEL), values.get(FORMAT), values.get(REQUESTS)),
            LEVEL,
            FORMAT,
            REQUESTS);
}

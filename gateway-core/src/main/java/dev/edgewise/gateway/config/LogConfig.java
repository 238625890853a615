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
                    "level",
                    Scalars.choice(LogLevel.class),
                    "The least important lines of the node's own log that are written.")
            .byDefault("info");
    private static final Setting<LogFormat> FORMAT = Setting.of(
                    "format",
                    Scalars.choice(LogFormat.class),
                    "How a line of the node's own log is written; request lines are JSON always.")
            .byDefault("json")
            .needsRestart();
    private static final Setting<Boolean> REQUESTS = Setting.of(
                    "requests", Scalars.bool(), "One line for each request, without its content, to standard output.")
            .byDefault("true");

    static final Group<LogConfig> GROUP = Group.of(
            "What is logged: the node's own lines to standard error, request lines to standard output.",
            values -> new LogConfig(values.get(LEVEL), values.get(FORMAT), values.get(REQUESTS)),
            LEVEL,
            FORMAT,
            REQUESTS);
}

package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * Where the data plane listens in clear text.
 *
 * @param host name or address to bind
 * @param port 0 picks a free one
 */
public record HttpListener(String host, int port) {

    private static final Setting<String> HOST =
            Setting.of("host", Names.HOST, "Name or address to bind.").byDefault("127.0.0.1");
    private static final Setting<Integer> PORT =
            Setting.of("port", Names.PORT, "Port to bind; 0 picks a free one.").byDefault("8080");

    static final Group<HttpListener> GROUP = Group.of(
            "The data plane in clear text.",
            values -> new HttpListener(values.get(HOST), values.get(PORT)),
            HOST,
            PORT);
}

package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.KeyHash;
import java.util.List;

/**
 * Where the admin plane listens.
 *
 * @param host name or address to bind
 * @param port 0 picks a free one
 * @param keys hashes of the keys that may use it; empty: everyone who reaches it, which is allowed on loopback only
 */
public record AdminListener(String host, int port, List<KeyHash> keys) {

    private static final Setting<String> HOST = Setting.of(
                    "host", Names.HOST, "Name or address to bind; anything but loopback needs keys.")
            .byDefault("127.0.0.1")
            .needsRestart();
    private static final Setting<Integer> PORT = Setting.of("port", Names.PORT, "Port to bind; 0 picks a free one.")
            .byDefault("9090")
            .needsRestart();
    private static final Setting<List<KeyHash>> KEYS = Setting.of(
                    "keys",
                    new ListOf<>(Scalars.keyHash(), 0, Names.KEYS_MAX),
                    "Hashes of the keys that may use the admin plane; health and metrics need none.")
            .byDefault("[]");

    static final Group<AdminListener> GROUP = Group.of(
            "The admin plane: health, metrics, purges.",
            values -> new AdminListener(values.get(HOST), values.get(PORT), values.get(KEYS)),
            HOST,
            PORT,
            KEYS);
}

package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Secret;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The tier of answers that nodes share.
 *
 * @param valkey the server
 * @param user the server's user; null: the default one
 * @param password null: none
 * @param namespace begins every key
 * @param timeMax how long a call may take
 */
public record SharedConfig(
        URI valkey, @Nullable String user, @Nullable Secret password, String namespace, Duration timeMax) {

    private static final Setting<URI> VALKEY = Setting.of(
            "valkey",
            Urls.server("redis://10.0.0.7:6379/0", "user and password", "redis", "rediss"),
            "A Valkey or Redis server; rediss:// for TLS.");
    private static final Setting<String> USER = Setting.of(
                    "user",
                    Scalars.text("a user's name", "[\\S&&[^:@]]{1,100}"),
                    "The server's user; absent: the default one.")
            .optional();
    private static final Setting<Secret> PASSWORD = Setting.of(
                    "password", Scalars.secret(), "The user's password; absent: none.")
            .optional();
    private static final Setting<String> NAMESPACE = Setting.of(
                    "namespace",
                    Scalars.text("letters, digits, '.', '_', '-' and ':', 100 at most", "[A-Za-z0-9._:-]{1,100}"),
                    "Begins every key, so that fleets can share a server.")
            .byDefault("edgewise");
    private static final Setting<Duration> TIMEOUT = Setting.of(
                    "timeout",
                    Scalars.duration("1ms", "10s"),
                    "How long a call may take; after it the request goes on as if nothing was there.")
            .byDefault("50ms");

    static final Group<SharedConfig> GROUP = Group.of(
            "The tier of answers that nodes share; absent: none. A server that is down costs nothing but its hits.",
            values -> new SharedConfig(
                    values.get(VALKEY),
                    values.find(USER),
                    values.find(PASSWORD),
                    values.get(NAMESPACE),
                    values.get(TIMEOUT)),
            VALKEY,
            USER,
            PASSWORD,
            NAMESPACE,
            TIMEOUT);
}

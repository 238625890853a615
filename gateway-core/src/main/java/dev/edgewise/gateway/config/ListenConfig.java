package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import org.jspecify.annotations.Nullable;

/**
 * What the node listens on. Fixed while it runs, but for keys.
 *
 * @param http the data plane in clear text
 * @param https the data plane with TLS; null when there is none
 * @param admin the admin plane
 * @param eventLoops threads that do I/O
 */
public record ListenConfig(HttpListener http, @Nullable HttpsListener https, AdminListener admin, int eventLoops) {

    private static final Setting<HttpListener> HTTP =
            Setting.section("http", HttpListener.GROUP).needsRestart();
    private static final Setting<HttpsListener> HTTPS = Setting.of(
                    "https", HttpsListener.GROUP, "The data plane with TLS; absent: none.")
            .optional()
            .needsRestart();
    private static final Setting<AdminListener> ADMIN = Setting.section("admin", AdminListener.GROUP);
    private static final Setting<Integer> EVENT_LOOPS = Setting.of(
                    "event_loops", Scalars.integer(1, 256), "Threads that do I/O. One is fastest on up to four cores.")
            .byDefault("1")
            .needsRestart();

    static final Group<ListenConfig> GROUP = Group.of(
            "What the node listens on.",
            values ->
                    new ListenConfig(values.get(HTTP), values.find(HTTPS), values.get(ADMIN), values.get(EVENT_LOOPS)),
            HTTP,
            HTTPS,
            ADMIN,
            EVENT_LOOPS);
}

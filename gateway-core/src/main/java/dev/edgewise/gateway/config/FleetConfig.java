package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Secret;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The fleet.
 *
 * @param nats the server
 * @param user null: none
 * @param password null: none
 * @param namespace begins every subject
 * @param cutOff what a node does that hears nothing of the others
 */
public record FleetConfig(
        URI nats, @Nullable String user, @Nullable Secret password, String namespace, CutOffConfig cutOff) {

    /** What is done with stored answers. */
    public enum Then {
        SERVE,
        BYPASS
    }

    /**
     * When a node counts as cut off, and what it does then.
     *
     * @param after how long it may hear nothing
     * @param then what it does with stored answers
     */
    public record CutOffConfig(Duration after, Then then) {
        private static final Setting<Duration> AFTER = Setting.of(
                        "after",
                        Scalars.duration("1s", "30d"),
                        "How long a node may hear nothing of the others before it counts as cut off.")
                .byDefault("5m");
        private static final Setting<Then> THEN = Setting.of(
                        "then",
                        Scalars.choice(Then.class),
                        "What it does with stored answers then: serve (they say detail=purge-unsynced) or bypass.")
                .byDefault("serve");

        static final Group<CutOffConfig> GROUP = Group.of(
                "What a node does that is cut off from the others, and may miss their purges.",
                values -> new CutOffConfig(values.get(AFTER), values.get(THEN)),
                AFTER,
                THEN);
    }

    private static final Setting<URI> NATS = Setting.of(
            "nats",
            Urls.server("nats://10.0.0.7:4222", "user and password", "nats", "tls"),
            "A NATS server with JetStream; tls:// for TLS.");
    private static final Setting<String> USER = Setting.of(
                    "user", Scalars.text("a user's name", "[^\\s:@]{1,100}"), "The server's user; absent: none.")
            .optional();
    private static final Setting<Secret> PASSWORD = Setting.of(
                    "password", Scalars.secret(), "The user's password; absent: none.")
            .optional();
    private static final Setting<String> NAMESPACE = Setting.of(
                    "namespace",
                    Scalars.text("letters, digits, '_' and '-', 50 at most", "[A-Za-z0-9_-]{1,50}"),
                    "Begins every subject, so that fleets can share a server.")
            .byDefault("edgewise");
    private static final Setting<CutOffConfig> CUT_OFF = Setting.section("cut_off", CutOffConfig.GROUP);

    static final Group<FleetConfig> GROUP = Group.of(
            "Nodes that tell one another of purges and pinned answers; absent: this node is alone.",
            values -> new FleetConfig(
                    values.get(NATS),
                    values.find(USER),
                    values.find(PASSWORD),
                    values.get(NAMESPACE),
                    values.get(CUT_OFF)),
            NATS,
            USER,
            PASSWORD,
            NAMESPACE,
            CUT_OFF);
}

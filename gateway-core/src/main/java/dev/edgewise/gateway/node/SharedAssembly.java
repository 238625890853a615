package dev.edgewise.gateway.node;

import dev.edgewise.cache.shared.SharedTier;
import dev.edgewise.gateway.config.CacheConfig;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.SharedConfig;
import dev.edgewise.gateway.shared.RedisCommands;
import dev.edgewise.gateway.shared.RedisTier;
import dev.edgewise.gateway.shared.SharedPins;
import dev.edgewise.gateway.shared.SharedSettings;
import dev.edgewise.gateway.unsent.UnsentEvents;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Makes the tier that nodes share. */
final class SharedAssembly {
    private SharedAssembly() {}

    /** The tier, or null when none is configured. Connects when it is first used. */
    static @Nullable SharedTier tier(Vertx vertx, NodeConfig node, NodeOptions options) {
        CacheConfig config = node.cache();
        SharedConfig shared = config.shared();
        if (shared == null) {
            return null;
        }
        SharedSettings settings = settings(config, shared);
        return new RedisTier(
                new RedisCommands(vertx, settings, options.random()),
                new UnsentEvents(node.store().dir().resolve("shared.unsent")),
                settings.bodyBytesMax(),
                options.clock().nanos());
    }

    /** Carries pinned answers over the tier's server; null when there is none, or a fleet carries them. */
    static @Nullable SharedPins pins(Vertx vertx, NodeConfig node, NodePins pins, NodeOptions options) {
        SharedConfig shared = node.cache().shared();
        if (shared == null || node.fleet() != null) {
            return null;
        }
        var carried = new SharedPins(
                vertx,
                settings(node.cache(), shared),
                new UnsentEvents(node.store().dir().resolve("pinned.unsent")),
                options.random(),
                options.clock()::nowEpochMillis,
                pins::follow);
        pins.tell(carried::tell);
        return carried;
    }

    private static SharedSettings settings(CacheConfig config, SharedConfig shared) {
        return new SharedSettings(
                shared.valkey(),
                shared.user(),
                shared.password() == null ? null : shared.password().reveal(),
                shared.namespace(),
                shared.timeMax(),
                (int) Math.min(Integer.MAX_VALUE, config.entryBytesMax()));
    }
}

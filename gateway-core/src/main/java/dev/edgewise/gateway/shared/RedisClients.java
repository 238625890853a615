package dev.edgewise.gateway.shared;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;

/** Makes clients of the server; they connect when they are first used. */
final class RedisClients {
    private RedisClients() {}

    /**
     * A client.
     *
     * @param connectionsMax connections at most
     * @param waitingMax commands that wait for one at most
     */
    static Redis open(Vertx vertx, SharedSettings settings, int connectionsMax, int waitingMax) {
        var options = new RedisOptions()
                .setConnectionString(settings.server().toString())
                .setMaxPoolSize(connectionsMax)
                .setMaxPoolWaiting(waitingMax)
                .setMaxWaitingHandlers(waitingMax);
        if (settings.user() != null) {
            options.setUser(settings.user());
        }
        if (settings.password() != null) {
            options.setPassword(settings.password());
        }
        return Redis.createClient(vertx, options);
    }
}

package dev.edgewise.gateway.shared;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.shared.PurgeLog;
import dev.edgewise.cache.shared.Stamp;
import dev.edgewise.cache.shared.TargetText;
import dev.edgewise.cache.store.PurgeTarget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The commands of the shared tier, each with the tier's time limit. Any thread; nothing waits. */
public final class RedisCommands implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 4;
    private static final int WAITING_MAX = 2_048;
    private static final String LIFE = "life";
    private static final String NUMBER = "number";

    /** Counts the purge and notes it under its target; past the bound all are one purge of everything. */
    private static final String PURGE = """
            redis.call('HSETNX', KEYS[1], 'life', ARGV[2])
            local number = redis.call('HINCRBY', KEYS[1], 'number', 1)
            if ARGV[1] == 'all' or redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
              local life = redis.call('HGET', KEYS[1], 'life')
              redis.call('DEL', KEYS[1])
              redis.call('HSET', KEYS[1], 'life', life, 'number', number, 'all', number)
            else
              redis.call('HSET', KEYS[1], ARGV[1], number)
            end
            return number
            """;

    private final Vertx vertx;
    private final Redis redis;
    private final String prefix;
    private final String purges;
    private final long timeMsMax;
    private final RandomGenerator random;
    private volatile boolean closed;

    public RedisCommands(Vertx vertx, SharedSettings settings, RandomGenerator random) {
        this.vertx = vertx;
        var options = new RedisOptions()
                .setConnectionString(settings.server().toString())
                .setMaxPoolSize(CONNECTIONS_MAX)
                .setMaxPoolWaiting(WAITING_MAX)
                .setMaxWaitingHandlers(WAITING_MAX);
        if (settings.user() != null) {
            options.setUser(settings.user());
        }
        if (settings.password() != null) {
            options.setPassword(settings.password());
        }
        redis = Redis.createClient(vertx, options);
        prefix = settings.namespace() + ":answer:";
        purges = settings.namespace() + ":purges";
        timeMsMax = settings.timeMax().toMillis();
        this.random = random;
    }

    /**
     * What the server says of a key.
     *
     * @param value null when it has none
     * @param stamp null when the server has no memory of purges
     */
    record Seen(@Nullable Response value, @Nullable Stamp stamp) {}

    /** The answer first, then the last purge: one that comes between is seen. */
    Future<Seen> look(CacheKey key) {
        return limited(redis.batch(List.of(
                        Request.cmd(Command.GET).arg(prefix + key.hex()),
                        Request.cmd(Command.HMGET).arg(purges).arg(LIFE).arg(NUMBER))))
                .map(both -> new Seen(both.get(0), stamp(both.get(1))));
    }

    private static @Nullable Stamp stamp(Response pair) {
        Response life = pair.get(0);
        Response number = pair.get(1);
        return life == null || number == null ? null : new Stamp(number(life), number(number));
    }

    /** What the server keeps as a number is one, unless somebody else writes there. */
    private static long number(@Nullable Response value) {
        Long number = value == null ? null : value.toLong();
        return number == null ? 0 : number;
    }

    Future<@Nullable Void> keep(CacheKey key, byte[] value, long keepMs) {
        return limited(redis.send(Request.cmd(Command.SET)
                        .arg(prefix + key.hex())
                        .arg(Buffer.buffer(value))
                        .arg("PX")
                        .arg(keepMs)))
                .mapEmpty();
    }

    /** Gives a server without a memory of purges a new life; who comes second changes nothing. */
    Future<@Nullable Void> begin() {
        return limited(redis.batch(List.of(
                        Request.cmd(Command.HSETNX).arg(purges).arg(LIFE).arg(random.nextLong()),
                        Request.cmd(Command.HSETNX).arg(purges).arg(NUMBER).arg(0))))
                .mapEmpty();
    }

    Future<@Nullable Void> purge(PurgeTarget target) {
        return limited(redis.send(Request.cmd(Command.EVAL)
                        .arg(PURGE)
                        .arg(1)
                        .arg(purges)
                        .arg(TargetText.write(target))
                        .arg(random.nextLong())
                        .arg(PurgeLog.TARGETS_MAX)))
                .mapEmpty();
    }

    /** All purges that the server remembers. */
    Future<PurgeLog> purges() {
        return limited(redis.send(Request.cmd(Command.HGETALL).arg(purges))).map(RedisCommands::log);
    }

    private static PurgeLog log(@Nullable Response all) {
        if (all == null) {
            return PurgeLog.UNKNOWN;
        }
        Map<PurgeTarget, Long> purged = new HashMap<>();
        long life = 0;
        long number = -1;
        for (String field : all.getKeys()) {
            long value = number(all.get(field));
            switch (field) {
                case LIFE -> life = value;
                case NUMBER -> number = value;
                default -> {
                    PurgeTarget target = TargetText.read(field);
                    // What a later version purges by is not known here: then everything of before is gone.
                    purged.merge(target == null ? new PurgeTarget.All() : target, value, Math::max);
                }
            }
        }
        return new PurgeLog(new Stamp(life, number), purged);
    }

    /** Runs something later; not at all when the node ends before. */
    void later(long delayMs, Runnable task) {
        if (!closed) {
            vertx.setTimer(delayMs, timer -> task.run());
        }
    }

    private <T extends @Nullable Object> Future<T> limited(Future<T> call) {
        return call.timeout(timeMsMax, TimeUnit.MILLISECONDS);
    }

    /** The kind of a failure; what a server writes may name anything. */
    static String reason(Throwable failure) {
        return failure.getClass().getSimpleName();
    }

    @Override
    public void close() {
        closed = true;
        redis.close().onComplete(closed -> {});
    }
}

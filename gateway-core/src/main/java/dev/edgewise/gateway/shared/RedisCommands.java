package dev.edgewise.gateway.shared;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.shared.PurgeLog;
import dev.edgewise.cache.shared.Stamp;
import dev.edgewise.cache.shared.TargetText;
import dev.edgewise.cache.store.PurgeTarget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

    /** Ends a life, unless another has begun meanwhile: nothing that was written down before is given any more. */
    private static final String RENEW = """
            local life = redis.call('HGET', KEYS[1], 'life')
            if life and life ~= ARGV[1] then
              return 0
            end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'life', ARGV[2], 'number', 0)
            return 1
            """;

    /** A log of more targets is not read on an event loop. */
    private static final int LIGHT_TARGETS_MAX = 256;

    private static final long UNHURRIED_MS_MAX = 1_000;

    private final Vertx vertx;
    private final Redis redis;
    private final String prefix;
    private final String purges;
    private final long timeMsMax;
    private final RandomGenerator random;
    private final Marks marks = new Marks();
    private volatile boolean closed;

    public RedisCommands(Vertx vertx, SharedSettings settings, RandomGenerator random) {
        this.vertx = vertx;
        redis = RedisClients.open(vertx, settings, CONNECTIONS_MAX, WAITING_MAX);
        prefix = settings.namespace() + ":answer:";
        purges = settings.namespace() + ":purges";
        timeMsMax = settings.timeMax().toMillis();
        this.random = random;
    }

    /**
     * What the server says of some keys.
     *
     * @param values in the keys' order, null for those that it has not
     * @param stamp null when the server has no memory of purges
     * @param alive whether the server has been running since the life asked about began
     */
    record Seen(List<@Nullable Response> values, @Nullable Stamp stamp, boolean alive) {}

    /**
     * The answers first, then the last purge: one that comes between is seen. One call, on one connection.
     *
     * @param life the one that the caller knows
     */
    Future<Seen> look(List<CacheKey> keys, long life) {
        int count = keys.size();
        List<Request> requests = new ArrayList<>(count + 2);
        keys.forEach(key -> requests.add(Request.cmd(Command.GET).arg(prefix + key.hex())));
        requests.add(Request.cmd(Command.HMGET).arg(purges).arg(LIFE).arg(NUMBER));
        requests.add(has(life));
        return limited(redis.batch(requests))
                .map(all -> new Seen(all.subList(0, count), stamp(all.get(count)), isThere(all.get(count + 1))));
    }

    /** Whether the server has the script of a life. */
    private Request has(long life) {
        return Request.cmd(Command.SCRIPT).arg("EXISTS").arg(marks.of(life));
    }

    private static boolean isThere(@Nullable Response flags) {
        Response first = flags == null ? null : flags.get(0);
        return first != null && Long.valueOf(1).equals(first.toLong());
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

    /** What the server is to keep. */
    record Kept(CacheKey key, byte[] value, long keepMs) {}

    /** Has all of them kept, in one call. */
    Future<@Nullable Void> keep(List<Kept> all) {
        return limited(redis.batch(all.stream()
                        .map(kept -> Request.cmd(Command.SET)
                                .arg(prefix + kept.key().hex())
                                .arg(Buffer.buffer(kept.value()))
                                .arg("PX")
                                .arg(kept.keepMs()))
                        .toList()))
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

    /**
     * All purges that the server remembers, in a life of its own. One without a memory gets a new life, and so does one that
     * has been started again or has fewer purges than somebody saw there: it may have been restored from an old file, and
     * its last purges with it are gone.
     *
     * @param known what was seen there before
     */
    Future<PurgeLog> purges(PurgeLog known) {
        return fetched()
                .compose(found -> unhurried(redis.send(has(found.stamp().life())))
                        .compose(there -> {
                            boolean fewer = found.stamp().life()
                                            == known.stamp().life()
                                    && found.stamp().number() < known.stamp().number();
                            boolean sound = isThere(there) && found.stamp().number() >= 0 && !fewer;
                            return sound
                                    ? Future.succeededFuture(found)
                                    : renewed(found.stamp().life());
                        }));
    }

    /** The purges of a new life, or of one that somebody else began at the same time. */
    private Future<PurgeLog> renewed(long old) {
        long life = random.nextLong();
        return unhurried(redis.batch(List.of(
                        // First: nobody may see the life without its mark.
                        Request.cmd(Command.SCRIPT).arg("LOAD").arg(Marks.script(life)),
                        Request.cmd(Command.EVAL)
                                .arg(RENEW)
                                .arg(1)
                                .arg(purges)
                                .arg(old)
                                .arg(life))))
                .compose(begun -> fetched());
    }

    private Future<PurgeLog> fetched() {
        return unhurried(redis.send(Request.cmd(Command.HGETALL).arg(purges)))
                .compose(all -> all == null || all.size() <= LIGHT_TARGETS_MAX
                        ? Future.succeededFuture(log(all))
                        : offLoop(() -> log(all)));
    }

    /** Has what takes long done on a thread that may be kept busy. */
    <T extends @Nullable Object> Future<T> offLoop(Callable<T> work) {
        Promise<T> done = Promise.promise();
        vertx.executeBlocking(
                        () -> {
                            done.complete(work.call());
                            return true;
                        },
                        false)
                .onFailure(done::fail);
        return done.future();
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

    /** For what no request waits for alone: it helps those to come, though it is too late for those who asked. */
    private <T extends @Nullable Object> Future<T> unhurried(Future<T> call) {
        return call.timeout(Math.max(timeMsMax, UNHURRIED_MS_MAX), TimeUnit.MILLISECONDS);
    }

    /** Runs something later; not at all when the node ends before. */
    void later(long delayMs, Runnable task) {
        if (!closed) {
            vertx.setTimer(delayMs, timer -> task.run());
        }
    }

    /** The same, failed after the tier's time limit. */
    <T extends @Nullable Object> Future<T> limited(Future<T> call) {
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

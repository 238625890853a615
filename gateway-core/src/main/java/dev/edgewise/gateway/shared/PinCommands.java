package dev.edgewise.gateway.shared;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Files of pinned answers on the server: the last word on each name, and a stamp that changes with it. For one thread, which waits. */
final class PinCommands implements AutoCloseable {
    /** Names that the server remembers, those that were forgotten included. */
    static final int NAMES_MAX = 1_000;

    private static final int CONNECTIONS_MAX = 1;
    private static final int WAITING_MAX = 8;
    private static final long TIME_MS_MAX = 5_000;

    private static final String KEEP = """
            if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[4]) then
              return 0
            end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
            redis.call('SET', KEYS[3], ARGV[3])
            return 1
            """;

    private final Redis redis;
    private final String files;
    private final String stamps;
    private final String last;
    private final RandomGenerator random;

    PinCommands(Vertx vertx, SharedSettings settings, RandomGenerator random) {
        this.redis = RedisClients.open(vertx, settings, CONNECTIONS_MAX, WAITING_MAX);
        this.files = settings.namespace() + ":pinned";
        this.stamps = settings.namespace() + ":pinned:stamps";
        this.last = settings.namespace() + ":pinned:last";
        this.random = random;
    }

    /**
     * Has the server keep a file.
     *
     * @param yaml empty for one that is forgotten
     * @return false when the server has too many names
     * @throws IOException if it cannot be reached
     */
    boolean keep(String name, String yaml) throws IOException, InterruptedException {
        Response kept = await(redis.send(Request.cmd(Command.EVAL)
                .arg(KEEP)
                .arg(3)
                .arg(files)
                .arg(stamps)
                .arg(last)
                .arg(name)
                .arg(yaml)
                .arg(HexFormat.of().toHexDigits(random.nextLong()))
                .arg(NAMES_MAX)));
        return kept != null && Long.valueOf(1).equals(kept.toLong());
    }

    /** The stamp of the last change; empty when there has been none. */
    String last() throws IOException, InterruptedException {
        Response stamp = await(redis.send(Request.cmd(Command.GET).arg(last)));
        return stamp == null ? "" : stamp.toString();
    }

    /** Each name's stamp. */
    Map<String, String> stamps() throws IOException, InterruptedException {
        Response all = await(redis.send(Request.cmd(Command.HGETALL).arg(stamps)));
        Map<String, String> byName = new HashMap<>();
        if (all != null) {
            for (String name : all.getKeys()) {
                byName.put(name, String.valueOf(all.get(name)));
            }
        }
        return byName;
    }

    /** What a file holds: empty when it was forgotten, null when the server does not know it. */
    @Nullable
    String file(String name) throws IOException, InterruptedException {
        Response yaml = await(redis.send(Request.cmd(Command.HGET).arg(files).arg(name)));
        return yaml == null ? null : yaml.toString();
    }

    private static @Nullable Response await(Future<@Nullable Response> call) throws IOException, InterruptedException {
        try {
            return call.timeout(TIME_MS_MAX, TimeUnit.MILLISECONDS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException failed) {
            // What a server writes may name anything.
            Throwable cause = failed.getCause();
            throw new IOException(RedisCommands.reason(cause == null ? failed : cause), failed);
        }
    }

    @Override
    public void close() {
        redis.close().onComplete(closed -> {});
    }
}

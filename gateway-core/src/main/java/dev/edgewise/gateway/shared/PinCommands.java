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

/**
 * Files of pinned answers on the server: the last word on each name, and a stamp that changes with it. For one thread, which
 * waits.
 */
final class PinCommands implements AutoCloseable {
    /** Names that the server remembers, those that were forgotten included. */
    static final int NAMES_MAX = 1_000;

    private static final int CONNECTIONS_MAX = 1;
    private static final int WAITING_MAX = 8;
    private static final long TIME_MS_MAX = 5_000;

    /**
     * A stamp begins with the time of its word. A word is not taken when the server has a later one that whoever says it had
     * not seen.
     */
    private static final String KEEP = """
            local stamp = redis.call('HGET', KEYS[2], ARGV[1])
            local at = tonumber(ARGV[4])
            if stamp then
              local theirs = tonumber(string.match(stamp, '^(%d+)-') or '0')
              if theirs > at and stamp ~= ARGV[5] then
                return 2
              end
              at = math.max(at, theirs)
            elseif redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[6]) then
              return 0
            end
            local word = string.format('%.0f', at) .. '-' .. ARGV[3]
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            redis.call('HSET', KEYS[2], ARGV[1], word)
            redis.call('SET', KEYS[3], word)
            return 1
            """;

    /** What became of a word. */
    enum Kept {
        YES,
        /** Another node's word on the same file is newer, and holds. */
        OLDER,
        /** The server has too many names. */
        FULL
    }

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
     * @param saidMs when the operator said so, in milliseconds since 1970
     * @param seen the stamp of the word that held here until then, empty when there was none
     * @throws IOException if it cannot be reached
     */
    Kept keep(String name, String yaml, long saidMs, String seen) throws IOException, InterruptedException {
        Response kept = await(redis.send(Request.cmd(Command.EVAL)
                .arg(KEEP)
                .arg(3)
                .arg(files)
                .arg(stamps)
                .arg(last)
                .arg(name)
                .arg(yaml)
                .arg(HexFormat.of().toHexDigits(random.nextLong()))
                .arg(saidMs)
                .arg(seen)
                .arg(NAMES_MAX)));
        String word = kept == null ? "" : kept.toString();
        return switch (word) {
            case "1" -> Kept.YES;
            case "2" -> Kept.OLDER;
            default -> Kept.FULL;
        };
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

package dev.edgewise.gateway.shared;

import static dev.edgewise.gateway.support.TwoNodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Completeness;
import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.shared.SharedFound;
import dev.edgewise.cache.shared.Stamp;
import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.Labels;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.support.RealServer;
import dev.edgewise.gateway.support.Upstream;
import dev.edgewise.gateway.unsent.UnsentEvents;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What two nodes find in a real server that is ended, restored and meddled with. */
@Timeout(300)
class RedisTierTest {
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final CacheKey KEY = new CacheKey(1, 2, 3, 4);
    private static final PurgeTarget PURGED = new PurgeTarget.Model("chat");

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<RedisTier> tiers = new ArrayList<>();
    private RealServer server;
    private RedisTier seoul;
    private RedisTier busan;

    @BeforeEach
    void start() {
        server = RealServer.valkey();
        seoul = node(1);
        busan = node(2);
    }

    private RedisTier node(long seed) {
        return node(seed, server.port());
    }

    private RedisTier node(long seed, int port) {
        var settings = new SharedSettings(
                URI.create("redis://127.0.0.1:" + port),
                null,
                null,
                "edgewise",
                Duration.ofSeconds(60),
                BODY_BYTES_MAX);
        var tier = new RedisTier(
                new RedisCommands(vertx, settings, new Random(seed)),
                new UnsentEvents(folder.resolve("unsent-" + seed)),
                BODY_BYTES_MAX,
                System::nanoTime);
        tiers.add(tier);
        return tier;
    }

    @AfterEach
    void end() {
        tiers.forEach(RedisTier::close);
        if (server != null) {
            server.close();
        }
        vertx.close().await();
    }

    private static EntryRecord record(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        var complete = (Completeness.Complete) new ReplyCheck(BODY_BYTES_MAX).json(ApiFamily.CHAT, 200, 1, body);
        return new EntryRecord(
                KEY,
                CachedAnswer.ofJson(ApiFamily.CHAT, body, complete),
                new Labels("acme", "chat", null, List.of()),
                5,
                System.currentTimeMillis(),
                3_600_000);
    }

    /** Waits until the tier says something; a server that has just come back may be left alone for a moment. */
    private static SharedFound asked(RedisTier tier) {
        return soon().until(() -> tier.get(KEY).join(), found -> !(found instanceof SharedFound.Unavailable));
    }

    private static Stamp absent(RedisTier tier) {
        SharedFound found = asked(tier);
        assertThat(found).isInstanceOf(SharedFound.Absent.class);
        return ((SharedFound.Absent) found).stamp();
    }

    private void stored(EntryRecord record) {
        long before = seoul.stats().stored();
        seoul.put(record, absent(seoul), 3_600_000);
        soon().until(() -> seoul.stats().stored() > before);
        assertThat(asked(busan)).isInstanceOf(SharedFound.Found.class);
    }

    @Test
    void a_server_restored_from_before_a_purge_gives_nobody_what_was_purged() {
        stored(record(Upstream.ANSWER));
        assertThat(server.cli("SAVE")).isEqualTo("OK");
        assertThat(seoul.purge(PURGED).join()).isTrue();
        absent(busan);

        server.kill();
        server.start();
        assertThat(server.cli("EXISTS", "edgewise:answer:" + KEY.hex()))
                .as("it was restored")
                .isEqualTo("1");

        absent(node(3));
        absent(busan);
        absent(seoul);
        stored(record(Upstream.ANSWER));
    }

    @Test
    void a_server_with_fewer_purges_than_a_node_has_seen_begins_anew() {
        stored(record(Upstream.ANSWER));
        assertThat(seoul.purge(PURGED).join()).isTrue();
        Stamp seen = absent(busan);

        server.cli("HDEL", "edgewise:purges", "model:chat");
        server.cli("HSET", "edgewise:purges", "number", "0");

        Stamp now = absent(busan);
        assertThat(now.life()).isNotEqualTo(seen.life());
        assertThat(now.number()).isZero();
        absent(node(3));
    }

    @Test
    void a_purge_that_the_server_was_not_told_before_its_node_ended_is_told_after_the_start() {
        stored(record(Upstream.ANSWER));
        RedisTier away = node(7, 1);
        assertThat(away.purge(PURGED).join()).isFalse();
        // It ends as a killed one does: what it has in memory is gone.
        away.close();
        assertThat(asked(busan)).isInstanceOf(SharedFound.Found.class);

        absent(node(7));

        absent(busan);
        soon().until(() -> !Files.exists(folder.resolve("unsent-7")));
    }

    @Test
    void after_a_purge_the_purges_are_fetched_once_for_all_who_ask_at_once() {
        stored(record(Upstream.ANSWER));
        assertThat(seoul.purge(PURGED).join()).isTrue();
        long before = fetched();

        List<CompletableFuture<SharedFound>> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asked.add(busan.get(KEY));
        }

        assertThat(asked).allSatisfy(found -> assertThat(found.join()).isInstanceOf(SharedFound.Absent.class));
        // One that began before the purge was seen may have been under way.
        assertThat(fetched() - before).isBetween(1L, 2L);
    }

    @Test
    void a_large_answer_comes_back_whole() {
        EntryRecord large = record(Upstream.ANSWER.replace("\"content\":\"", "\"content\":\"" + "x".repeat(200_000)));
        stored(large);

        assertThat(asked(busan))
                .isInstanceOfSatisfying(
                        SharedFound.Found.class,
                        found -> assertThat(found.record().answer().weightBytes())
                                .isEqualTo(large.answer().weightBytes()));
    }

    private long fetched() {
        Matcher calls = Pattern.compile("cmdstat_hgetall:calls=(\\d+)").matcher(server.cli("INFO", "commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }
}

package dev.edgewise.gateway.shared;

import static dev.edgewise.gateway.support.TwoNodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.gateway.shared.PinCommands.Kept;
import dev.edgewise.gateway.support.RealServer;
import dev.edgewise.gateway.unsent.UnsentEvents;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which of several nodes' words on a file of pinned answers holds, on a real server. */
@Timeout(300)
class SharedPinsTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> inForce = new ConcurrentHashMap<>();
    private final List<SharedPins> nodes = new ArrayList<>();
    private final AtomicLong passedMs = new AtomicLong();
    private RealServer server;

    @BeforeEach
    void start() {
        server = RealServer.valkey();
    }

    @AfterEach
    void end() {
        nodes.forEach(SharedPins::close);
        if (server != null) {
            server.close();
        }
        vertx.close().await();
    }

    private SharedSettings settings() {
        return new SharedSettings(
                URI.create("redis://127.0.0.1:" + server.port()),
                null,
                null,
                "edgewise",
                Duration.ofSeconds(60),
                1 << 20);
    }

    private SharedPins node(String name, long now, Consumer<FleetEvent> follower) {
        var pins = new SharedPins(
                vertx,
                settings(),
                new UnsentEvents(folder.resolve(name)),
                new Random(now),
                () -> now + passedMs.get(),
                follower);
        pins.start();
        nodes.add(pins);
        return pins;
    }

    private void follow(FleetEvent event) {
        if (event instanceof FleetEvent.Pinned(String name, String yaml)) {
            inForce.put(name, yaml);
        }
    }

    @Test
    void word_told_late_does_not_take_the_place_of_a_later_one() throws Exception {
        try (var commands = new PinCommands(vertx, settings(), new Random(1))) {
            assertThat(commands.keep("a.yaml", "new", 200, "")).isEqualTo(Kept.YES);

            assertThat(commands.keep("a.yaml", "old", 100, "")).isEqualTo(Kept.OLDER);
            assertThat(commands.keep("a.yaml", "old", 100, "150-0000000000000000"))
                    .isEqualTo(Kept.OLDER);

            assertThat(commands.file("a.yaml")).isEqualTo("new");
        }
    }

    @Test
    void whoever_has_seen_the_last_word_may_say_another_though_the_clock_is_behind() throws Exception {
        try (var commands = new PinCommands(vertx, settings(), new Random(1))) {
            commands.keep("a.yaml", "first", 200, "");
            String seen = commands.stamps().get("a.yaml");

            assertThat(commands.keep("a.yaml", "second", 100, seen)).isEqualTo(Kept.YES);

            assertThat(commands.file("a.yaml")).isEqualTo("second");
            assertThat(commands.keep("a.yaml", "between", 150, seen)).isEqualTo(Kept.OLDER);
        }
    }

    @Test
    void node_whose_word_came_too_late_follows_the_later_one() {
        node("busan", 200, event -> {}).tell(new FleetEvent.Pinned("a.yaml", "new"));

        node("jeju", 150, this::follow).tell(new FleetEvent.Pinned("a.yaml", "old"));

        soon().until(() -> "new".equals(inForce.get("a.yaml")));
    }

    @Test
    void file_that_cannot_be_followed_holds_up_no_other_and_is_tried_again() {
        var broken = new AtomicBoolean(true);
        SharedPins busan = node("busan", 100, event -> {});
        busan.tell(new FleetEvent.Pinned("a.yaml", "a"));
        busan.tell(new FleetEvent.Pinned("b.yaml", "b"));

        node("seoul", 100, event -> {
            if (broken.get() && event instanceof FleetEvent.Pinned(String name, String yaml) && name.equals("a.yaml")) {
                throw new IllegalStateException("a full disk");
            }
            follow(event);
        });

        soon().until(() -> inForce.containsKey("b.yaml"));
        assertThat(inForce).doesNotContainKey("a.yaml");
        broken.set(false);
        passedMs.set(60_000);
        soon().until(() -> inForce.containsKey("a.yaml"));
    }
}

package dev.edgewise.gateway.fleet;

import static dev.edgewise.gateway.support.TwoNodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.fleet.FleetListener;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.support.RealServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node makes of its place in a stream of a real server. */
@Timeout(300)
class NatsBusTest {
    private static final String MISSED = "missed";

    @TempDir
    Path folder;

    private final List<NatsBus> buses = new ArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicLong aheadNanos = new AtomicLong();
    private RealServer server;

    @BeforeEach
    void start() {
        server = RealServer.nats();
    }

    @AfterEach
    void end() {
        buses.forEach(NatsBus::close);
        if (server != null) {
            server.close();
        }
    }

    private NatsBus bus(String node, FleetListener listener) {
        var settings = new FleetSettings(
                URI.create("nats://127.0.0.1:" + server.port()), null, null, "edgewise", node, position(node));
        var bus = new NatsBus(
                        settings, listener, new Random(node.hashCode()), () -> System.nanoTime() + aheadNanos.get())
                .start();
        buses.add(bus);
        return bus;
    }

    private Path position(String node) {
        return folder.resolve(node).resolve("position");
    }

    private void remember(String node, String place) throws IOException {
        Files.createDirectories(position(node).getParent());
        Files.writeString(position(node), place);
    }

    private FleetListener noting() {
        return new FleetListener() {
            @Override
            public void heard(FleetEvent event) {
                heard.add(event.subject());
            }

            @Override
            public void takenUp(FleetEvent event) {
                heard.add("taken up " + event.subject());
            }

            @Override
            public void missed() {
                heard.add(MISSED);
            }
        };
    }

    private static final FleetListener DEAF = new FleetListener() {
        @Override
        public void heard(FleetEvent event) {
            // Of no interest.
        }

        @Override
        public void takenUp(FleetEvent event) {
            // Of no interest.
        }

        @Override
        public void missed() {
            // Of no interest.
        }
    };

    private static FleetEvent purge(String model) {
        return new FleetEvent.Purged(Purge.hard(new PurgeTarget.Model(model)));
    }

    /** Has another node tell of three purges. */
    private NatsBus told() throws Exception {
        NatsBus teller = bus("teller", DEAF);
        for (String model : List.of("a", "b", "c")) {
            teller.publish(purge(model)).get(60, TimeUnit.SECONDS);
        }
        return teller;
    }

    @Test
    void a_node_that_was_away_hears_what_came_meanwhile_and_nothing_else() throws Exception {
        NatsBus teller = told();
        soon().until(() -> teller.state().number() == 3);
        remember("late", Files.readString(position("teller")).replace("3 ", "2 "));

        NatsBus late = bus("late", noting());

        soon().until(() -> late.state().number() == 3);
        assertThat(heard).containsExactly("purge model:c");
    }

    @Test
    void a_stream_that_was_made_anew_and_has_passed_the_last_event_heard_is_noticed() throws Exception {
        told();
        remember("late", "2 1700000000000");

        NatsBus late = bus("late", noting());

        soon().until(() -> late.state().number() == 3);
        assertThat(heard)
                .containsExactly(MISSED, "taken up purge model:a", "taken up purge model:b", "taken up purge model:c");
    }

    @Test
    void a_stream_that_is_made_anew_under_a_node_that_follows_it_is_noticed() throws Exception {
        NatsBus teller = told();
        NatsBus node = bus("node", noting());
        soon().until(() -> node.state().number() == 3);
        heard.clear();

        Connection operator = Nats.connect("nats://127.0.0.1:" + server.port());
        operator.jetStreamManagement().deleteStream("EDGEWISE_EVENTS");
        operator.close();

        soon().until(() -> {
            // Time enough for the next look at the stream.
            aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
            return heard.contains(MISSED);
        });
        soon().until(() -> node.state().connected() && teller.state().connected());
        teller.publish(purge("d")).get(60, TimeUnit.SECONDS);
        soon().until(() -> heard.contains("purge model:d"));
    }

    @Test
    void a_server_that_is_replaced_under_a_node_that_has_heard_no_event_yet_is_noticed() {
        NatsBus node = bus("node", noting());
        soon().until(() -> node.state().connected());

        server.replace();

        soon().until(() -> heard.contains(MISSED));
    }

    @Test
    void a_server_that_was_replaced_while_a_node_that_has_heard_no_event_was_away_is_noticed() {
        NatsBus before = bus("node", noting());
        soon().until(() -> before.state().connected());
        before.close();
        server.replace();

        NatsBus again = bus("node", noting());

        soon().until(() -> again.state().connected());
        assertThat(heard).containsExactly(MISSED);
    }

    @Test
    void a_node_that_has_heard_no_event_and_comes_back_to_its_stream_has_missed_nothing() throws Exception {
        NatsBus before = bus("node", noting());
        soon().until(() -> before.state().connected());
        before.close();
        bus("teller", DEAF).publish(purge("a")).get(60, TimeUnit.SECONDS);

        NatsBus again = bus("node", noting());

        soon().until(() -> again.state().number() == 1);
        assertThat(heard).containsExactly("purge model:a");
    }

    @Test
    void a_purge_that_the_fleet_was_not_told_before_its_node_ended_is_told_after_the_start() throws Exception {
        NatsBus other = bus("other", noting());
        soon().until(() -> other.state().connected());
        server.kill();
        NatsBus node = bus("node", DEAF);
        assertThat(node.publish(purge("m"))).isNotDone();
        // As when it is killed: nothing more is told.
        node.close();
        server.start();

        NatsBus again = bus("node", DEAF);

        soon().until(() -> heard.contains("purge model:m"));
        soon().until(() -> again.state().waiting() == 0);
        soon().until(() -> Files.notExists(folder.resolve("node").resolve("fleet.unsent")));
    }

    @Test
    void what_a_node_pinned_itself_comes_back_in_the_streams_order_and_its_purges_do_not() throws Exception {
        NatsBus node = bus("node", noting());
        NatsBus other = bus("other", DEAF);

        other.publish(new FleetEvent.Pinned("a.yaml", "theirs")).get(60, TimeUnit.SECONDS);
        node.publish(purge("m")).get(60, TimeUnit.SECONDS);
        node.publish(new FleetEvent.Unpinned("a.yaml")).get(60, TimeUnit.SECONDS);

        soon().until(() -> node.state().number() == 3);
        assertThat(heard).endsWith("pin a.yaml").doesNotContain("purge model:m");
    }

    @Test
    void a_node_that_was_away_while_purges_took_the_place_of_others_has_missed_nothing() throws Exception {
        NatsBus teller = bus("teller", DEAF);
        for (int i = 0; i < 3; i++) {
            teller.publish(purge("weather")).get(60, TimeUnit.SECONDS);
        }
        soon().until(() -> teller.state().number() == 3);
        remember("late", Files.readString(position("teller")).replace("3 ", "1 "));

        NatsBus late = bus("late", noting());

        soon().until(() -> late.state().number() == 3);
        assertThat(heard).containsExactly("purge model:weather");
    }

    @Test
    void a_new_node_takes_up_what_the_others_know_and_has_missed_nothing() throws Exception {
        NatsBus teller = bus("teller", DEAF);
        teller.publish(purge("weather")).get(60, TimeUnit.SECONDS);
        teller.publish(purge("weather")).get(60, TimeUnit.SECONDS);

        NatsBus fresh = bus("fresh", noting());
        soon().until(() -> fresh.state().number() == 2);
        teller.publish(purge("news")).get(60, TimeUnit.SECONDS);

        soon().until(() -> fresh.state().number() == 3);
        assertThat(heard).containsExactly("taken up purge model:weather", "purge model:news");
    }

    @Test
    void a_node_that_was_away_while_a_full_stream_dropped_its_oldest_event_is_told_so() throws Exception {
        Connection operator = Nats.connect("nats://127.0.0.1:" + server.port());
        operator.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("EDGEWISE_EVENTS")
                        .subjects("edgewise.events.>")
                        .maxMessagesPerSubject(1)
                        .maxMessages(2)
                        .discardPolicy(DiscardPolicy.Old)
                        .denyPurge(true)
                        .denyDelete(true)
                        .build());
        operator.close();
        NatsBus teller = told();
        // One that takes another's place leaves the stream as full as it is.
        teller.publish(purge("c")).get(60, TimeUnit.SECONDS);
        soon().until(() -> teller.state().number() == 4);
        remember("late", Files.readString(position("teller")).replace("4 ", "0 "));

        NatsBus late = bus("late", noting());

        soon().until(() -> late.state().number() == 4);
        assertThat(heard).containsExactly(MISSED, "taken up purge model:b", "taken up purge model:c");
    }

    @Test
    void a_purge_counts_as_received_once_it_is_in_force() throws Exception {
        var inForce = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        NatsBus node = bus("node", following(event -> {
            begun.countDown();
            waitFor(inForce);
        }));
        soon().until(() -> node.state().connected());
        bus("teller", DEAF).publish(purge("a")).get(60, TimeUnit.SECONDS);
        waitFor(begun);

        assertThat(node.state().received()).isZero();

        inForce.countDown();
        soon().until(() -> node.state().received() == 1);
    }

    @Test
    void a_pinned_file_that_could_not_be_put_in_force_is_told_again_and_nothing_is_purged() throws Exception {
        var tries = new AtomicInteger();
        NatsBus node = bus("node", following(event -> {
            if (event instanceof FleetEvent.Pinned && tries.incrementAndGet() == 1) {
                throw new UncheckedIOException(new IOException("no space left"));
            }
        }));
        soon().until(() -> node.state().connected());
        NatsBus teller = bus("teller", DEAF);
        teller.publish(new FleetEvent.Pinned("a.yaml", "words")).get(60, TimeUnit.SECONDS);
        teller.publish(purge("m")).get(60, TimeUnit.SECONDS);
        soon().until(() -> node.state().number() == 2);
        assertThat(heard).as("the purge does not wait behind it").containsExactly("purge model:m");
        assertThat(Files.readString(position("node")))
                .as("after a restart it would be heard again")
                .startsWith("0 ");

        soon().until(() -> {
            aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
            return heard.size() > 1;
        });

        assertThat(heard).containsExactly("purge model:m", "pin a.yaml");
        soon().until(() -> Files.exists(position("node"))
                && Files.readString(position("node")).startsWith("2 "));
    }

    @Test
    void a_pinned_file_that_has_a_successor_is_not_told_again() throws Exception {
        NatsBus node = bus("node", following(event -> {
            if (event instanceof FleetEvent.Pinned) {
                throw new UncheckedIOException(new IOException("no space left"));
            }
        }));
        soon().until(() -> node.state().connected());
        NatsBus teller = bus("teller", DEAF);
        teller.publish(new FleetEvent.Pinned("a.yaml", "words")).get(60, TimeUnit.SECONDS);
        soon().until(() -> node.state().number() == 1);

        teller.publish(new FleetEvent.Unpinned("a.yaml")).get(60, TimeUnit.SECONDS);

        soon().until(() -> Files.exists(position("node"))
                && Files.readString(position("node")).startsWith("2 "));
        assertThat(heard).containsExactly("pin a.yaml");
    }

    @Test
    void a_purge_that_is_in_force_but_not_on_disk_is_no_reason_to_purge_all_and_is_heard_after_a_restart()
            throws Exception {
        NatsBus node = bus("node", following(event -> {
            throw new UncheckedIOException(new IOException("no space left"));
        }));
        soon().until(() -> node.state().connected());

        bus("teller", DEAF).publish(purge("a")).get(60, TimeUnit.SECONDS);

        soon().until(() -> node.state().received() == 1 && node.state().number() == 1);
        assertThat(heard).isEmpty();
        assertThat(Files.readString(position("node"))).startsWith("0 ");
    }

    @Test
    void what_a_node_pinned_before_it_ended_does_not_take_the_place_of_what_another_pinned_since() throws Exception {
        NatsBus other = bus("other", DEAF);
        soon().until(() -> other.state().connected());
        server.kill();
        NatsBus node = bus("node", DEAF);
        assertThat(node.publish(new FleetEvent.Pinned("a.yaml", "old"))).isNotDone();
        assertThat(node.publish(new FleetEvent.Pinned("b.yaml", "of nobody else")))
                .isNotDone();
        node.close();
        server.start();
        other.publish(new FleetEvent.Pinned("a.yaml", "new")).get(60, TimeUnit.SECONDS);

        NatsBus again = bus("node", DEAF);

        soon().until(() -> again.state().waiting() == 0 && again.state().number() == 2);
        List<FleetEvent> inForce = new CopyOnWriteArrayList<>();
        NatsBus fresh = bus("fresh", following(inForce::add));
        soon().until(() -> fresh.state().number() == 2);
        assertThat(inForce)
                .containsExactly(
                        new FleetEvent.Pinned("a.yaml", "new"), new FleetEvent.Pinned("b.yaml", "of nobody else"));
    }

    /** Notes what is heard once {@code follower} has followed it. */
    private FleetListener following(Consumer<FleetEvent> follower) {
        FleetListener notes = noting();
        return new FleetListener() {
            @Override
            public void heard(FleetEvent event) {
                follower.accept(event);
                notes.heard(event);
            }

            @Override
            public void takenUp(FleetEvent event) {
                heard(event);
            }

            @Override
            public void missed() {
                notes.missed();
            }
        };
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}

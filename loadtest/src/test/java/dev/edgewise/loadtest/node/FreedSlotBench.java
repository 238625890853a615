package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long after a client's close the slot of its text is free, through a node over HTTP, as printed rows; it neither passes nor
 * fails by time. {@code ./mvnw test -Pbench -pl loadtest -am -Dtest=FreedSlotBench} runs it.
 */
@Tag("bench")
class FreedSlotBench {
    private static final int ROUNDS = 41;
    private static final int WARM_UP = 5;
    private static final double BAR_MS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** The model's end tokens never come: what ends the text is the client's close. */
    private static final String ENDLESS =
            ",\"temperature\":0,\"max_tokens\":4000,\"logit_bias\":{\"0\":-100,\"2\":-100}";

    private static final String[] NOT_KEPT = {"Edge-Cache: off"};

    /** What the client has seen of its answer when it leaves. */
    @FunctionalInterface
    private interface Until {
        void come(Wire client) throws Exception;
    }

    @Test
    void clientsCloseToFreeSlot() throws Exception {
        try (TestNode node = TestNode.start("""
                models:
                  - {name: chat, local: {model: "file:%s"}}
                """.formatted(HubFolder.of(HubFolder.CHAT)))) {
            System.out.printf(
                    "| a client leaves (%d rounds) | median, at most | bar | met |%n|---|---|---|---|%n", ROUNDS);
            row(node, "a stream, while it is written", Client.stream("Tell a story.", ENDLESS), client -> {
                client.readUntil("\"content\":\"");
            });
            row(node, "a whole answer, while it is written", Client.ask("Tell a story.", ENDLESS), client -> {
                // A text beside it that has come to its end says that this one is being written.
                assertThat(node.client()
                                .chat(Client.ask("And?", ",\"max_tokens\":3"), "Edge-Cache", "off")
                                .status())
                        .isEqualTo(200);
            });
            String longPrompt = Client.ask("word ".repeat(1_900), ENDLESS);
            row(node, "a whole answer, while 1,900 tokens are read", longPrompt, client -> {});
        }
    }

    private static void row(TestNode node, String what, String body, Until until) throws Exception {
        double[] millis = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            Wire client = Wire.to(node);
            client.send(Wire.chat(body, NOT_KEPT));
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> used(node) == 1);
            until.come(client);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> used(node) == 1);
            long left = System.nanoTime();
            client.close();
            while (used(node) > 0) {
                assertThat(System.nanoTime() - left).isLessThan(PATIENCE.toNanos());
                LockSupport.parkNanos(LOOK_NANOS);
            }
            if (round >= 0) {
                millis[round] = (System.nanoTime() - left) / 1e6;
            }
        }
        Arrays.sort(millis);
        double median = millis[ROUNDS / 2];
        System.out.printf(
                Locale.ROOT,
                "| %s: its slot is free after | %.1f ms, %.1f ms | ≤ %.0f ms | %s |%n",
                what,
                median,
                millis[ROUNDS - 1],
                BAR_MS,
                median <= BAR_MS ? "yes" : "NO");
    }

    private static double used(TestNode node) {
        return node.gauge("edgewise.local.text.slots.used");
    }
}

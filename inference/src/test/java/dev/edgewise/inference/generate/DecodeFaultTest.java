package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one text's trouble, length or reader does to it and to those beside it. */
@Timeout(60)
class DecodeFaultTest {
    private static final int[] SHORT = {1, 2, 3};

    private static Fault fault(Throwable failed) {
        return ((EngineException) failed).fault();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void a_distribution_of_no_numbers_is_a_fault_and_no_empty_answer(double temperature) {
        var decoder = new ScriptedDecoder(1) {
            @Override
            public void logits(int row, float[] into) {
                Arrays.fill(into, Float.NaN);
            }
        };
        try (Generator generator = decoder.generator()) {
            Generate work = Generate.of(
                    ScriptedDecoder.ID,
                    new Prompt.Plain(new TextInput.TokenIds(SHORT)),
                    Sampling.of(temperature).seeded(1),
                    4);

            assertThatThrownBy(() -> generator.answer(work, Call.patient()))
                    .satisfies(failed -> assertThat(fault(failed).kind()).isEqualTo(Fault.Kind.INTERNAL));
        }
    }

    /** Stands still in its first step until it is told to go on. */
    private static class Halting extends ScriptedDecoder {
        private final CountDownLatch stepping = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        Halting() {
            super(2);
        }

        @Override
        void before(String run) {
            if (run.startsWith("step")) {
                stepping.countDown();
                await(release);
            }
        }
    }

    /** Has one text written, and another one beside it from its second token on. */
    private static List<Future<Generated>> beside(
            Halting decoder, Generator generator, ExecutorService callers, Generate first, Generate second)
            throws Exception {
        Future<Generated> running = callers.submit(() -> generator.answer(first, Call.patient()));
        decoder.stepping.await();
        Future<Generated> other = callers.submit(() -> generator.answer(second, Call.patient()));
        // It is in the line once it would have to wait.
        Awaitility.await().until(() -> generator.load().untilStart().isPositive());
        decoder.release.countDown();
        return List.of(running, other);
    }

    @Test
    void a_text_that_fails_in_a_shared_step_leaves_the_others_of_the_step_alone() throws Exception {
        var decoder = new Halting() {
            private int stepped;

            @Override
            public void step(int firstSlot, int count, int[] ids, int[] lengths) {
                stepped = count;
                super.step(firstSlot, count, ids, lengths);
            }

            @Override
            public void logits(int row, float[] into) {
                super.logits(row, into);
                if (stepped == 2 && row == 0) {
                    Arrays.fill(into, Float.NaN);
                }
            }
        };
        try (Generator generator = decoder.generator();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Generated>> texts = beside(
                    decoder, generator, callers, ScriptedDecoder.from(300, SHORT), ScriptedDecoder.from(200, SHORT));

            assertThat(texts.getLast().get().choices().getFirst().text()).hasSize(200);
            assertThatThrownBy(() -> texts.getFirst().get())
                    .cause()
                    .satisfies(failed -> assertThat(fault(failed).kind()).isEqualTo(Fault.Kind.INTERNAL));
        }
    }

    @Test
    void a_long_prompt_is_read_in_pieces_between_which_the_running_text_goes_on() throws Exception {
        int[] prompt = IntStream.range(0, 400).map(i -> i % 7).toArray();
        var decoder = new Halting();
        try (Generator generator = decoder.generator();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Generated> text : beside(
                    decoder, generator, callers, ScriptedDecoder.from(300, SHORT), ScriptedDecoder.from(1, prompt))) {
                text.get();
            }
        }
        List<String> asked = List.copyOf(decoder.asked);
        List<Integer> pieces = IntStream.range(0, asked.size())
                .filter(i -> asked.get(i).startsWith("read 1 "))
                .boxed()
                .toList();
        assertThat(pieces.size()).as("pieces of 400 tokens").isGreaterThan(10);
        for (int i = 0; i + 1 < pieces.size(); i++) {
            assertThat(asked.subList(pieces.get(i) + 1, pieces.get(i + 1)))
                    .as("between two pieces")
                    .contains("step 0+1");
        }
    }

    @Test
    void a_listener_that_takes_its_time_does_not_outlive_the_deadline() {
        var nanos = new AtomicLong();
        var decoder = new ScriptedDecoder(1);
        try (Generator generator = decoder.generator(nanos::get)) {
            Generate work = ScriptedDecoder.from(500, SHORT).heardBy(delta -> nanos.addAndGet(1_000_000));

            assertThatThrownBy(() -> generator.answer(work, Call.until(Deadline.after(Duration.ofMillis(20), 0))))
                    .satisfies(failed -> assertThat(fault(failed).kind()).isEqualTo(Fault.Kind.DEADLINE));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

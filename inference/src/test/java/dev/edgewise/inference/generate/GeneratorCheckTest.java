package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Prompts that are read ahead of their turn, while another one is being read for long. */
@Timeout(60)
class GeneratorCheckTest {
    private static final ModelId CHAT = new ModelId("chat");

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> read = new CopyOnWriteArrayList<>();
    private final Generator generator = new Generator(
            new GenerationModel(CHAT, new Idle(), new Slow(), Optional.empty()),
            new GenerationLimits(1, 1, 8, 2),
            System::nanoTime,
            new SplittableRandom(1));

    /** Reads and writes nothing. */
    private static final class Idle extends ScriptedDecoder {
        Idle() {
            super(1);
        }

        @Override
        void before(String run) {
            throw new IllegalStateException(run);
        }
    }

    /** Reads nothing before the gate opens. */
    private final class Slow extends TenTokens {
        @Override
        public int[] encode(String text, boolean special) {
            read.add(text);
            begun.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new int[] {1};
        }
    }

    @AfterEach
    void close() {
        gate.countDown();
        generator.close();
    }

    private Optional<Fault.Kind> check(String prompt, Call call) {
        try {
            generator.check(
                    Generate.of(CHAT, new Prompt.Plain(new TextInput.Text(prompt)), Sampling.greedy(), 1), call);
            return Optional.empty();
        } catch (EngineException e) {
            return Optional.of(e.fault().kind());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<Optional<Fault.Kind>> checking(String prompt, Call call) {
        var result = new CompletableFuture<Optional<Fault.Kind>>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(check(prompt, call));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void callers(int count) {
        Awaitility.await().until(() -> generator.load().jobs() == count);
    }

    @Test
    void a_caller_who_left_is_not_waited_for_and_its_prompt_is_not_read() throws Exception {
        var first = checking("first", Call.patient());
        begun.await();
        var leaving = new Cancellation();
        var second = checking("left", new Call(Deadline.none(), leaving));
        callers(2);
        leaving.cancel();

        assertThat(second.get(30, TimeUnit.SECONDS)).contains(Fault.Kind.CANCELLED);
        gate.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(check("last", Call.patient())).isEmpty();
        assertThat(read).containsExactly("first", "last");
        assertThat(check("none", new Call(Deadline.none(), leaving))).contains(Fault.Kind.CANCELLED);
        assertThat(read).hasSize(2);
    }

    @Test
    void a_prompt_beyond_the_most_callers_is_refused_before_it_is_read() throws Exception {
        var first = checking("first", Call.patient());
        begun.await();
        var second = checking("second", Call.patient());
        callers(2);

        assertThat(check("third", Call.patient())).contains(Fault.Kind.BUSY);

        gate.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(second.get(30, TimeUnit.SECONDS)).isEmpty();
        callers(0);
        assertThat(read).containsExactly("first", "second");
    }
}

package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Usage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a text that did not come to its end is said to have taken. */
@Timeout(60)
class PartialUsageTest {
    private static final int[] PROMPT = {1, 2, 3, 4, 5};
    private static final int TOKENS_MAX = 400;

    /** Does something in the middle of a run, which ends only when the caller has its fault. */
    private static final class Halted extends ScriptedDecoder {
        private final int stepsMax;
        private final Runnable then;
        private final CountDownLatch told = new CountDownLatch(1);
        private int steps;

        Halted(int stepsMax, Runnable then) {
            super(1);
            this.stepsMax = stepsMax;
            this.then = then;
        }

        @Override
        void before(String run) {
            if (run.startsWith("step") && ++steps > stepsMax || stepsMax < 0) {
                then.run();
                try {
                    told.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static EngineException ended(Generator generator, Halted decoder, Call call) {
        try {
            return catchThrowableOfType(
                    EngineException.class, () -> generator.answer(ScriptedDecoder.from(TOKENS_MAX, PROMPT), call));
        } finally {
            decoder.told.countDown();
        }
    }

    @Test
    void a_text_that_is_withdrawn_took_its_prompt_and_what_was_written() {
        var cancellation = new Cancellation();
        var decoder = new Halted(3, cancellation::cancel);
        try (Generator generator = decoder.generator()) {
            EngineException ended = ended(generator, decoder, new Call(Deadline.none(), cancellation));

            assertThat(ended.fault().kind()).isEqualTo(Fault.Kind.CANCELLED);
            assertThat(ended.used()).as("one of the prompt and three of steps").isEqualTo(new Usage(5, 4));
        }
    }

    @Test
    void a_text_that_is_withdrawn_while_its_prompt_is_read_took_nothing() {
        var cancellation = new Cancellation();
        var decoder = new Halted(-1, cancellation::cancel);
        try (Generator generator = decoder.generator()) {
            EngineException ended = ended(generator, decoder, new Call(Deadline.none(), cancellation));

            assertThat(ended.used()).isEqualTo(new Usage(0, 0));
        }
    }

    @Test
    void a_text_that_is_too_late_took_what_was_written() {
        var now = new AtomicLong();
        var decoder = new Halted(2, () -> now.set(Long.MAX_VALUE / 2));
        try (Generator generator = decoder.generator(now::get)) {
            EngineException ended = ended(generator, decoder, Call.until(new Deadline(true, 50_000_000)));

            assertThat(ended.fault().kind()).isEqualTo(Fault.Kind.DEADLINE);
            assertThat(ended.used()).isEqualTo(new Usage(5, 3));
        }
    }
}

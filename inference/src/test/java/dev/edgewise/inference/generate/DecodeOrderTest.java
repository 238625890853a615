package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets the only slot of a decoder, on a clock that stands still. */
@Timeout(60)
class DecodeOrderTest {
    private static final ModelId ID = new ModelId("chat");
    private static final int JOBS_MAX = 8;

    private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());
    private final DecodeLoop loop = new DecodeLoop(
            new GenerationModel(ID, new OneSlot(), new TenTokens(), Optional.empty()),
            () -> 0,
            new SplittableRandom(1),
            SlotRoom.ALL);
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(loop);

    @AfterEach
    void stop() throws InterruptedException {
        loop.close();
        thread.join();
    }

    /** Ends every text at once; notes the first token of each prompt. */
    private final class OneSlot extends ScriptedDecoder {
        OneSlot() {
            super(1);
        }

        @Override
        public void read(int slot, int length, int[] ids, int from, int to) {
            read.add(ids[0]);
        }

        @Override
        public void logits(int row, float[] into) {
            Arrays.fill(into, 0);
            into[TenTokens.END] = 1;
        }
    }

    private GenerationJob submitted(int prompt, Priority priority, Deadline deadline) throws Exception {
        Generate work = Generate.of(ID, new Prompt.Plain(new TextInput.Text("")), Sampling.greedy(), 4);
        var job = new GenerationJob(work, prompt, Call.until(deadline, priority), 0);
        assertThat(loop.admit(job, JOBS_MAX)).isTrue();
        loop.submit(
                job,
                new PreparedWork(
                        work, new TokenList(new int[] {prompt, prompt}), 4, Optional.empty(), Optional.empty()));
        return job;
    }

    private static Deadline in(int seconds) {
        return Deadline.after(Duration.ofSeconds(seconds), 0);
    }

    @Test
    void waiting_texts_get_slots_by_class_and_then_by_deadline() throws Exception {
        List<GenerationJob> jobs = List.of(
                submitted(1, Priority.BACKGROUND, in(1)),
                submitted(2, Priority.NORMAL, Deadline.none()),
                submitted(3, Priority.NORMAL, in(20)),
                submitted(4, Priority.NORMAL, in(10)),
                submitted(5, Priority.INTERACTIVE, in(30)));

        thread.start();
        for (GenerationJob job : jobs) {
            assertThat(job.outbox().take(Long.MAX_VALUE)).isNull();
        }

        assertThat(read).containsExactly(5, 4, 3, 2, 1);
    }

    @Test
    void the_predicted_wait_leaves_out_what_goes_later() throws Exception {
        submitted(1, Priority.BACKGROUND, Deadline.none());
        Duration background = loop.load(Priority.BACKGROUND).untilStart();
        Duration normal = loop.load(Priority.NORMAL).untilStart();
        thread.start();

        assertThat(normal).isLessThan(background);
    }

    @Test
    void background_work_leaves_half_of_the_places_to_others() {
        var limits = new GenerationLimits(1, 1, 8, JOBS_MAX);
        assertThat(limits.jobsMax(Priority.NORMAL)).isEqualTo(JOBS_MAX);
        assertThat(limits.jobsMax(Priority.BACKGROUND)).isEqualTo(JOBS_MAX / 2);
    }
}

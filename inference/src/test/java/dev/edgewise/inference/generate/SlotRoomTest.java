package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slots that ask for their memory, and prompts that others have read, with a decoder that notes what it is told. */
@Timeout(60)
class SlotRoomTest {
    private static final ModelId ID = new ModelId("chat");
    private static final int ENDLESS = 1_000;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger room = new AtomicInteger();
    private final DecodeLoop loop = new DecodeLoop(
            new GenerationModel(ID, new Noting(), new TenTokens(), Optional.empty()),
            () -> 0,
            new SplittableRandom(1),
            new SlotRoom() {
                @Override
                public boolean takeOne() {
                    asked.incrementAndGet();
                    return room.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                }

                @Override
                public void giveOneBack() {
                    room.incrementAndGet();
                }
            });
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(loop);
    private int jobs;
    private volatile boolean forgets = true;
    private volatile boolean endless;
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() throws InterruptedException {
        loop.close();
        thread.join();
    }

    private final class Noting extends ScriptedDecoder {
        Noting() {
            super(4);
        }

        @Override
        public void read(int slot, int length, int[] ids, int from, int to) {
            told.add("read " + slot + ": " + from + "-" + to);
        }

        @Override
        public void logits(int row, float[] into) {
            Arrays.fill(into, 0);
            into[endless ? 0 : TenTokens.END] = 1;
        }

        @Override
        public boolean forget(int slot) {
            told.add("forget " + slot);
            return forgets;
        }

        @Override
        public void copy(int from, int to, int begin, int end) {
            told.add("copy " + from + " to " + to + ": " + begin + "-" + end);
        }
    }

    private GenerationJob submitted(int... prompt) throws Exception {
        return submitted(4, prompt);
    }

    private GenerationJob submitted(int tokensMax, int[] prompt) throws Exception {
        Generate work = Generate.of(ID, new Prompt.Plain(new TextInput.Text("")), Sampling.greedy(), tokensMax)
                .heardBy(endless ? delta -> {} : DeltaListener.NONE);
        var job = new GenerationJob(work, ++jobs, Call.patient(), jobs);
        assertThat(loop.admit(job, 8)).isTrue();
        loop.submit(job, new PreparedWork(work, new TokenList(prompt), tokensMax, Optional.empty(), Optional.empty()));
        return job;
    }

    private void written(GenerationJob... all) throws Exception {
        if (!thread.isAlive()) {
            thread.start();
        }
        for (GenerationJob job : all) {
            assertThat(job.outbox().take(Long.MAX_VALUE)).isNull();
            assertThat(job.outbox().complete()).isTrue();
        }
    }

    private List<String> slotsRead() {
        return told.stream()
                .filter(line -> line.startsWith("read"))
                .map(line -> line.substring(5, 6))
                .distinct()
                .toList();
    }

    @Test
    void withoutFurtherRoomTextsAreWrittenOneAfterTheOther() throws Exception {
        written(submitted(1, 1), submitted(2, 2), submitted(3, 3));

        assertThat(slotsRead()).containsExactly("0");
        assertThat(loop.load(Priority.NORMAL).slots()).isEqualTo(1);
    }

    @Test
    void asManyTextsAreWrittenAtOnceAsThereIsRoomFor() throws Exception {
        room.set(1);
        written(submitted(1, 1), submitted(2, 2), submitted(3, 3));

        assertThat(slotsRead()).containsExactly("0", "1");
        assertThat(room).hasValue(0);
    }

    @Test
    void slotsThatNobodyUsesGiveTheirMemoryBackButTheFirst() throws Exception {
        room.set(2);
        written(submitted(1, 1), submitted(2, 2), submitted(3, 3));
        // A text is complete a moment before its slot is free.
        Awaitility.await().until(() -> loop.load(Priority.NORMAL).slotsUsed() == 0);
        loop.rest(2);
        Awaitility.await().until(() -> !loop.restAsked());
        assertThat(room).hasValue(0);

        loop.rest(2);

        Awaitility.await().until(() -> room.get() == 2);
        assertThat(told).endsWith("forget 2", "forget 1");
        written(submitted(4, 4));
        assertThat(told).endsWith("forget 1", "read 0: 0-2");
    }

    @Test
    void aSlotWhoseMemoryCouldBeGivenBackInPartOnlyIsReadAnew() throws Exception {
        room.set(1);
        forgets = false;
        int[] one = new int[40];
        Arrays.fill(one, 1);
        int[] other = new int[40];
        Arrays.fill(other, 2);
        written(submitted(one), submitted(other));
        Awaitility.await().until(() -> loop.load(Priority.NORMAL).slotsUsed() == 0);
        loop.rest(0);
        Awaitility.await().until(() -> !loop.restAsked());

        written(submitted(other));
        assertThat(room).hasValue(0);
        assertThat(told).endsWith("forget 1", "read 0: 0-40");
    }

    @Test
    void aTextThatFoundNoRoomAsksOnceAndBeginsWhenThereIsHopeAgain() throws Exception {
        endless = true;
        GenerationJob first = submitted(ENDLESS, new int[] {1, 1});
        GenerationJob second = submitted(ENDLESS, new int[] {2, 2});
        thread.start();
        Awaitility.await().until(() -> !first.outbox().hasRoom());
        // Its caller takes nothing: the thread sleeps, and nothing but hope wakes it.
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
        assertThat(loop.starved()).isTrue();
        assertThat(asked).hasValue(1);

        room.set(1);
        loop.rest(60);

        Awaitility.await().until(() -> !second.outbox().hasRoom());
        assertThat(slotsRead()).containsExactly("0", "1");
        assertThat(asked).hasValue(2);
        assertThat(loop.starved()).isFalse();
    }

    @Test
    void aLongPromptIsKeptWhileThereIsRoomForAnotherSlot() throws Exception {
        room.set(3);
        int[] one = new int[40];
        Arrays.fill(one, 1);
        int[] other = new int[40];
        Arrays.fill(other, 2);
        written(submitted(one));
        written(submitted(other));
        written(submitted(one));

        assertThat(told).containsExactly("read 0: 0-40", "read 1: 0-40", "read 0: 38-40");
    }

    @Test
    void whatAnotherTextHasReadOfTheSamePromptIsCopied() throws Exception {
        room.set(3);
        int[] prompt = new int[40];
        Arrays.fill(prompt, 7);
        GenerationJob first = submitted(prompt);
        GenerationJob second = submitted(prompt.clone());
        written(first, second);

        assertThat(told).containsExactly("read 0: 0-32", "copy 0 to 1: 0-32", "read 1: 32-40", "read 0: 32-40");
        assertThat(first.result().promptTokensReused()).isZero();
        assertThat(second.result().promptTokensReused()).isEqualTo(32);
    }

    @Test
    void aShortCommonBeginningIsReadAgain() throws Exception {
        room.set(3);
        int[] one = new int[17];
        Arrays.fill(one, 7);
        int[] other = one.clone();
        other[15] = 1;
        written(submitted(one), submitted(other));

        assertThat(told).containsExactly("read 0: 0-17", "read 1: 0-17");
    }
}

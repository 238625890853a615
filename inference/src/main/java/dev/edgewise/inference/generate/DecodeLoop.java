package dev.edgewise.inference.generate;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.schedule.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The decoder's thread. Turn by turn: choices that wait get free slots by class and deadline, one prompt is read a bit further, and every text
 * that is being written gets its next token.
 */
final class DecodeLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger(DecodeLoop.class.getName());
    private static final Fault FAILED =
            Fault.of(Fault.Kind.INTERNAL, "the model failed on this node; try again or ask another node");

    /** How many tokens an answer is expected to have, for the predicted wait. */
    private static final int ANSWER_TOKENS = 128;

    private static final int NOTHING_ASKED = -1;

    /** A prompt's token costs about this part of a written one. */
    private static final int PROMPT_TOKENS_PER_WRITTEN = 8;

    private final GenerationModel model;
    private final SlotRuns runs;
    private final SlotTable slots;
    private final Scratch scratch;
    private final RandomGenerator random;
    private final WritingRate rate;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<GenerationJob> jobs = new HashSet<>();
    private final Line<GenerationJob> waiting;
    private final Map<GenerationJob, PreparedWork> prepared = new HashMap<>();
    private int slotsUsed;
    private boolean closed;

    /** The only job that the run in progress is for; null where there is none or several. */
    private @Nullable GenerationJob running;

    private int nextRead;

    /** Looks for idle slots that were asked for and not made; negative for none. */
    private int restTimesMin = NOTHING_ASKED;

    DecodeLoop(GenerationModel model, LongSupplier nanoTime, RandomGenerator random, SlotRoom room) {
        Decoder decoder = model.decoder();
        this.model = model;
        this.random = random;
        this.slots = new SlotTable(decoder.slots(), decoder.shared(), room);
        this.runs = new SlotRuns(decoder, slots);
        this.scratch = new Scratch(decoder.vocabulary(), model.tokenizer().vocabulary());
        this.rate = new WritingRate(nanoTime);
        this.waiting = new Line<>(nanoTime);
    }

    static EngineException closed() {
        return EngineException.of(Fault.Kind.CLOSED, "this model is being unloaded here; try again");
    }

    /** Counts a caller in; false where there are too many. */
    boolean admit(GenerationJob job, int jobsMax) throws EngineException {
        lock.lock();
        try {
            if (closed) {
                throw closed();
            }
            return jobs.size() < jobsMax && jobs.add(job);
        } finally {
            lock.unlock();
        }
    }

    /** Puts work whose prompt is tokens into the line. */
    void submit(GenerationJob job, PreparedWork work) {
        lock.lock();
        try {
            if (jobs.contains(job)) {
                job.prepared(work);
                job.tokensGuessed = (long) work.prompt().size() / PROMPT_TOKENS_PER_WRITTEN
                        + (long) Math.min(work.tokensMax(), ANSWER_TOKENS)
                                * work.work().choices();
                prepared.put(job, work);
                waiting.add(job);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a job, whether it is complete or not; its slots are free as soon as the run in progress ends. */
    void withdraw(GenerationJob job, Fault fault) {
        lock.lock();
        try {
            if (jobs.remove(job)) {
                waiting.remove(job);
                prepared.remove(job);
                job.fail(fault, null);
                if (running == job) {
                    model.decoder().interrupt();
                }
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks again whether there is something to do. */
    void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Has slots that were idle at so many looks in a row give their memory back, soon. */
    void rest(int timesMin) {
        lock.lock();
        try {
            // A text that waits begins where there is room again, and nobody else would wake the thread.
            slots.hope();
            if (slots.open() > 1) {
                restTimesMin = timesMin;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a text waits because there was no memory for another slot when last asked for. */
    boolean starved() {
        lock.lock();
        try {
            return slots.refused() && !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a call of {@link #rest} is still to be followed. */
    boolean restAsked() {
        lock.lock();
        try {
            return restTimesMin != NOTHING_ASKED;
        } finally {
            lock.unlock();
        }
    }

    /** @param priority of the work whose wait is predicted: what waits of later classes does not count */
    GeneratorLoad load(Priority priority) {
        lock.lock();
        try {
            long tokens = waiting.entries().stream()
                    .filter(job -> job.priority().compareTo(priority) <= 0)
                    .mapToLong(job -> job.tokensGuessed)
                    .sum();
            boolean atOnce = slotsUsed < slots.limit() && waiting.isEmpty();
            double perSecond = rate.tokensPerSecond();
            double seconds = atOnce ? 0 : (tokens + ANSWER_TOKENS) / perSecond;
            return new GeneratorLoad(
                    jobs.size(), slotsUsed, slots.limit(), perSecond, Duration.ofMillis((long) (seconds * 1_000)));
        } finally {
            lock.unlock();
        }
    }

    /** Fails every job and ends the thread soon. */
    void close() {
        lock.lock();
        try {
            closed = true;
            List.copyOf(jobs).forEach(job -> withdraw(job, closed().fault()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        boolean open = true;
        while (open) {
            try {
                open = turn();
                boolean read = open && readOn();
                boolean wrote = open && writeOn();
                if (open && !read && !wrote) {
                    sleep();
                }
            } catch (RuntimeException | Error bug) {
                // The thread must live: without it every later text would wait for ever.
                LOG.log(System.Logger.Level.ERROR, "writing texts failed; those under way are given up", bug);
                failAll(bug);
            }
        }
    }

    private void failAll(Throwable bug) {
        lock.lock();
        try {
            Fault fault = EngineException.of(
                            Fault.Kind.INTERNAL,
                            "the model failed: " + bug.getClass().getSimpleName())
                    .fault();
            List.copyOf(jobs).forEach(job -> withdraw(job, fault));
            for (int slot = 0; slot < slots.size(); slot++) {
                if (slots.user(slot) != null) {
                    slots.release(slot);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Frees slots nobody waits for and gives free ones away; false once closed. */
    private boolean turn() {
        lock.lock();
        try {
            slotsUsed = 0;
            for (int slot = 0; slot < slots.size(); slot++) {
                Sequence user = slots.user(slot);
                if (user != null && (user.finished() || user.job().over())) {
                    slots.release(slot);
                } else if (user != null) {
                    slotsUsed++;
                }
            }
            while (!closed && !waiting.isEmpty() && slots.findFree()) {
                begin(waiting.remove());
            }
            if (restTimesMin != NOTHING_ASKED) {
                slots.rest(restTimesMin, model.decoder()::forget);
                restTimesMin = NOTHING_ASKED;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a job's next choice a slot; the job lets the others have their turns if it has more. */
    private void begin(GenerationJob job) {
        PreparedWork work = Objects.requireNonNull(prepared.get(job));
        int choice = job.choicesBegun++;
        Sampling sampling = work.work().sampling();
        // Choices of one seed differ, and each is the same again next time.
        long seed = sampling.seed().isPresent() ? sampling.seed().getAsLong() + choice : random.nextLong();
        Sequence sequence = new Sequence(job, work, choice, model.tokenizer().vocabulary(), scratch, seed);
        slots.give(sequence);
        job.reused(sequence.reused);
        slotsUsed++;
        if (job.choicesBegun < work.work().choices()) {
            waiting.addAgain(job);
        } else {
            prepared.remove(job);
        }
    }

    /** Waits while there is really nothing to do. */
    private void sleep() {
        lock.lock();
        try {
            while (idle()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean idle() {
        boolean idle = !closed && restTimesMin == NOTHING_ASKED && (waiting.isEmpty() || !slots.mayFindFree());
        for (int slot = 0; slot < slots.size() && idle; slot++) {
            Sequence user = slots.user(slot);
            idle = user == null || (!user.job().over() && !runs.runnable(slot));
        }
        return idle;
    }

    /** Reads one prompt a bit further, each in its turn. */
    private boolean readOn() {
        for (int i = 0; i < slots.size(); i++) {
            int slot = (nextRead + i) % slots.size();
            Sequence user = slots.user(slot);
            if (user != null && !user.promptIsRead() && start(user.job())) {
                nextRead = slot + 1;
                attempt(List.of(slot), () -> {
                    if (runs.read(slot)) {
                        runs.logits(0, scratch.logits);
                        user.write();
                    }
                });
                return true;
            }
        }
        return false;
    }

    /** One token for every text that is being written and whose caller keeps up. */
    private boolean writeOn() {
        List<Integer> writing = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            Sequence user = slots.user(slot);
            if (user != null && user.promptIsRead() && runs.runnable(slot)) {
                writing.add(slot);
            }
        }
        long begin = rate.now();
        for (List<Integer> together : runs.groups(writing)) {
            Sequence only = together.size() == 1 ? slots.user(together.getFirst()) : null;
            if (start(only == null ? null : only.job())) {
                attempt(together, () -> step(together));
            }
        }
        rate.wrote(writing.size(), begin);
        return !writing.isEmpty();
    }

    private void step(List<Integer> together) throws Exception {
        runs.step(together);
        for (int slot : together) {
            Sequence user = slots.user(slot);
            if (user != null) {
                int row = slot - together.getFirst();
                attempt(List.of(slot), () -> {
                    runs.logits(row, scratch.logits);
                    user.write();
                });
            }
        }
    }

    /** Marks the beginning of a run; false if the one job that it is for has been withdrawn. */
    private boolean start(@Nullable GenerationJob only) {
        lock.lock();
        try {
            if (only != null && only.over()) {
                return false;
            }
            running = only;
            model.decoder().resume();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A failing run takes down the texts that it was for, and nothing else. */
    private void attempt(List<Integer> forSlots, Run run) {
        try {
            run.run();
        } catch (Exception | Error e) {
            for (int slot : forSlots) {
                Sequence user = slots.user(slot);
                if (user == null) {
                    continue;
                }
                if (!user.job().over()) {
                    user.job().fail(FAILED, e);
                    slots.spoil(slot);
                }
            }
        } finally {
            lock.lock();
            try {
                running = null;
            } finally {
                lock.unlock();
            }
        }
    }

    private interface Run {
        void run() throws Exception;
    }
}

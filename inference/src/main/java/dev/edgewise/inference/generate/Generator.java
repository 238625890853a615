package dev.edgewise.inference.generate;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Delta;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.Priority;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Writes text with one model for any number of callers. Callers share the model: those whose turn it is each have a slot,
 * and a step of the decoder writes one token for all of them. Two platform threads, one for what comes before the model
 * and one for the model.
 */
public final class Generator implements AutoCloseable {
    private static final Fault GONE = Fault.of(Fault.Kind.CANCELLED, "the caller withdrew the work");

    private final Preparation preparation;
    private final DecodeLoop loop;
    private final LongSupplier nanoTime;
    private final AtomicLong numbers;
    private final GenerationLimits limits;
    private final ExecutorService preparer;
    private final Thread decoding;
    private final GenerationModel model;

    /**
     * Starts the threads.
     *
     * @param model is closed with this, and when this fails
     * @param nanoTime the clock of the deadlines, in nanoseconds
     * @param random where texts without a seed get theirs; must be safe for use by several threads
     */
    public Generator(GenerationModel model, GenerationLimits limits, LongSupplier nanoTime, RandomGenerator random) {
        this(model, limits, nanoTime, random, SlotRoom.ALL);
    }

    /**
     * The same with slots that ask for their memory.
     *
     * @param room where slots but the first get their memory from
     */
    public Generator(
            GenerationModel model,
            GenerationLimits limits,
            LongSupplier nanoTime,
            RandomGenerator random,
            SlotRoom room) {
        this.model = model;
        this.limits = limits;
        this.nanoTime = nanoTime;
        // Ids of tool calls are made of them: those of two nodes, or of two starts, may meet in one conversation.
        this.numbers = new AtomicLong(random.nextLong() >>> 1);
        try {
            this.preparation = new Preparation(model);
            this.loop = new DecodeLoop(model, nanoTime, random, room);
            String name = "edgewise-generate-" + model.id();
            this.preparer = Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name(name + "-prepare").factory());
            this.decoding = Thread.ofPlatform().daemon().name(name).start(loop);
        } catch (RuntimeException | Error e) {
            // No thread has begun, so nobody uses the model.
            model.close();
            throw e;
        }
    }

    /** How busy it is, for work of normal priority. Any thread. */
    public GeneratorLoad load() {
        return loop.load(Priority.NORMAL);
    }

    /** Bytes that the keys and values of one text of full length take. */
    public long textBytes() {
        return model.decoder().textBytes();
    }

    /** Whether a text waits for memory that others have. Any thread. */
    public boolean starved() {
        return loop.starved();
    }

    /**
     * Has slots that were idle at so many of these calls in a row give their memory back, soon; 0 for all idle ones. The
     * first keeps its own. Any thread; does not wait.
     */
    public void rest(int timesMin) {
        loop.rest(timesMin);
    }

    /**
     * Writes, and waits for the whole. The work's listener is called on this thread.
     *
     * @throws EngineException invalid, too long, busy, deadline, cancelled, closed, or internal; with what was read and
     *     written until then
     * @throws InterruptedException if the calling thread is interrupted; the work is then withdrawn
     */
    public Generated answer(Generate work, Call call) throws EngineException, InterruptedException {
        GenerationJob job = new GenerationJob(work, numbers.incrementAndGet(), call, nanoTime.getAsLong());
        admit(job, call);
        Runnable forget = call.cancellation().onCancel(() -> loop.withdraw(job, GONE));
        try {
            preparer.execute(() -> prepare(job));
            listen(job, call);
            return job.result();
        } catch (EngineException e) {
            throw e.having(job.used());
        } catch (RejectedExecutionException e) {
            throw DecodeLoop.closed();
        } finally {
            forget.run();
            loop.withdraw(job, GONE);
        }
    }

    /**
     * Reads a prompt, and what its text must keep to, without writing anything. Counts as a caller meanwhile.
     *
     * @throws EngineException as {@link #answer} would
     * @throws InterruptedException if the calling thread is interrupted; a prompt that waits is then not read
     */
    public void check(Generate work, Call call) throws EngineException, InterruptedException {
        GenerationJob job = new GenerationJob(work, numbers.incrementAndGet(), call, nanoTime.getAsLong());
        admit(job, call);
        try {
            read(work, call);
        } finally {
            loop.withdraw(job, GONE);
        }
    }

    private void read(Generate work, Call call) throws EngineException, InterruptedException {
        var prepared = new FutureTask<>(() -> preparation.prepare(work));
        // One that is being read already is read to its end: native code does not hear of it.
        Runnable forget = call.cancellation().onCancel(() -> prepared.cancel(false));
        try {
            preparer.execute(prepared);
            if (call.deadline().bounded()) {
                prepared.get(call.deadline().remainingNanos(nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
            } else {
                prepared.get();
            }
        } catch (TimeoutException e) {
            throw EngineException.of(Fault.Kind.DEADLINE, "the deadline passed before the prompts were read");
        } catch (RejectedExecutionException e) {
            throw DecodeLoop.closed();
        } catch (CancellationException e) {
            throw new EngineException(GONE, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException known
                    ? known
                    : new EngineException(
                            Fault.of(Fault.Kind.INTERNAL, "the prompt could not be read on this node"), e);
        } finally {
            forget.run();
            prepared.cancel(false);
        }
    }

    private void admit(GenerationJob job, Call call) throws EngineException {
        long left = call.deadline().remainingNanos(nanoTime.getAsLong());
        if (left <= 0) {
            throw EngineException.of(Fault.Kind.DEADLINE, "the deadline had passed before the work arrived");
        }
        Duration wait = loop.load(call.priority()).untilStart();
        if (left <= wait.toNanos()) {
            throw busy("this model would begin in " + wait.toMillis() + " ms, after the deadline", wait);
        }
        int jobsMax = limits.jobsMax(call.priority());
        if (!loop.admit(job, jobsMax)) {
            throw busy(jobsMax + " callers of this model are waiting already", wait);
        }
    }

    private static EngineException busy(String message, Duration wait) {
        return new EngineException(new Fault(Fault.Kind.BUSY, message, Optional.of(wait)));
    }

    private void prepare(GenerationJob job) {
        if (job.over()) {
            return;
        }
        try {
            loop.submit(job, preparation.prepare(job.work()));
        } catch (EngineException e) {
            loop.withdraw(job, e.fault());
        } catch (RuntimeException | Error e) {
            job.fail(Fault.of(Fault.Kind.INTERNAL, "the prompt could not be read on this node"), e);
            loop.withdraw(job, GONE);
        }
    }

    private void listen(GenerationJob job, Call call) throws EngineException, InterruptedException {
        while (true) {
            Delta delta = job.outbox().take(call.deadline().remainingNanos(nanoTime.getAsLong()));
            if (delta != null) {
                loop.wake();
                job.work().listener().on(delta);
            } else if (job.outbox().complete()) {
                return;
            }
            // A listener that takes its time never finds the box empty.
            if (!job.outbox().complete() && call.deadline().passed(nanoTime.getAsLong())) {
                throw EngineException.of(Fault.Kind.DEADLINE, "the deadline passed while the model was writing");
            }
        }
    }

    /**
     * Refuses new work, ends what waits and what is being written with {@link Fault.Kind#CLOSED}, and frees the model. Who
     * wants texts to be finished first waits for their callers before.
     */
    @Override
    public void close() {
        loop.close();
        preparer.close();
        boolean interrupted = false;
        while (decoding.isAlive()) {
            try {
                decoding.join();
            } catch (InterruptedException e) {
                // The model is freed after this: a run in progress would crash the process, so wait all the same.
                interrupted = true;
            }
        }
        model.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.edgewise.cache.segment;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.edgewise.cache.segment.SegmentStore.Taken;
import dev.edgewise.cache.semantic.StoredQuestion;
import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.cache.store.CacheStats;
import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.cache.store.ResponseCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers of a {@link ResponseCache} on disk and takes them in again after a start. Storing an answer never
 * waits for the disk: one thread writes, and what comes faster than it can is dropped and counted. A purge waits until it
 * is on disk, so that no restart undoes it.
 *
 * <p>An answer survives the end of the process a few milliseconds after it was stored, that of the machine when its
 * system has written it. Safe for use by several threads.
 */
public final class DiskCache implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DiskCache.class.getName());

    /** Answers that wait for the writer, and their bytes. */
    private static final int QUEUE_MAX = 4_096;

    private static final long QUEUE_BYTES_MAX = 32L << 20;
    /** After a failed write the disk is left alone for so long. */
    private static final Duration REST = Duration.ofSeconds(10);

    private static final Duration CLOSE_TIME_MAX = Duration.ofSeconds(5);
    /** Answers are taken in until the memory is full to this share, so that the youngest are not pushed out again. */
    private static final double FILL = 0.95;

    private final SegmentStore store;
    private final ResponseCache cache;
    private final DiskSettings settings;
    private final LongSupplier epochMillis;
    private final Ticker ticker;
    /** A purge of this process has this much more in the journal. */
    private final long purgesBefore;
    /** The last purge of this process before the answers were read. */
    private final long epochAtOpen;

    /** Work for the writer: an answer to be kept, or null to have it look up. */
    private record Job(@Nullable CacheEntry entry, @Nullable StoredQuestion question) {
        static final Job LOOK_UP = new Job(null, null);

        long bytes() {
            return entry != null
                    ? entry.answer().weightBytes()
                    : question != null ? QuestionRecord.of(question).bytes() : 0;
        }
    }

    private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicLong queuedBytes = new AtomicLong();
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder loaded = new LongAdder();
    private final Thread writer =
            Thread.ofPlatform().daemon().name("edgewise-cache-disk").unstarted(this::write);
    private final Thread loader =
            Thread.ofPlatform().daemon().name("edgewise-cache-load").unstarted(this::load);
    private volatile Consumer<QuestionRecord> questions = question -> {};
    private volatile boolean loading = true;
    private volatile boolean clears;
    private volatile boolean begun;
    private volatile boolean ended;
    /** The writer's: when it may try again after a failure. */
    private long restsUntil = Long.MIN_VALUE;

    private DiskCache(
            SegmentStore store, DiskSettings settings, ResponseCache cache, LongSupplier epochMillis, Ticker ticker) {
        this.store = store;
        this.settings = settings;
        this.cache = cache;
        this.epochMillis = epochMillis;
        this.ticker = ticker;
        this.epochAtOpen = cache.epoch();
        this.purgesBefore = store.lastPurge() - epochAtOpen;
    }

    /**
     * Opens the folder: what is stored from now on waits to be kept, purges are kept at once. Then {@link #begin}.
     *
     * @param folder is made when there is none; only its user can read it
     * @param random numbers the journal of purges
     * @throws IOException if the folder cannot be used, or another node uses it
     */
    public static DiskCache open(
            Path folder,
            DiskSettings settings,
            ResponseCache cache,
            Purges purges,
            LongSupplier epochMillis,
            Ticker ticker,
            RandomGenerator random)
            throws IOException {
        DiskFolder taken = DiskFolder.take(folder);
        SegmentStore store;
        try {
            store = SegmentStore.open(taken, settings, random);
        } catch (IOException | RuntimeException unusable) {
            taken.close();
            throw unusable;
        }
        var disk = new DiskCache(store, settings, cache, epochMillis, ticker);
        purges.keep(disk::purged);
        cache.onStored(disk::stored);
        return disk;
    }

    /**
     * Begins to write what waits, and to take in what the folder holds. Returns before it is taken in.
     *
     * @param questions is given the questions whose answers were taken in, on a thread of this object's
     */
    public void begin(Consumer<QuestionRecord> questions) {
        this.questions = questions;
        begun = true;
        loader.start();
        writer.start();
    }

    private void load() {
        long began = ticker.read();
        try {
            store.load(taker(), epochMillis.getAsLong());
            LOG.log(
                    Level.INFO,
                    "{0} kept answers taken in within {1} ms",
                    loaded.sum(),
                    TimeUnit.NANOSECONDS.toMillis(ticker.read() - began));
        } catch (RuntimeException unexpected) {
            LOG.log(Level.ERROR, "kept answers could not all be taken in", unexpected);
        } finally {
            loading = false;
            wake();
        }
    }

    /** The writer looks at what it was told; a full queue keeps it awake anyway. */
    private void wake() {
        queue.offer(Job.LOOK_UP);
    }

    private SegmentStore.Taker taker() {
        return new SegmentStore.Taker() {
            @Override
            public Taken take(EntryRecord entry) {
                return DiskCache.this.take(entry);
            }

            @Override
            public void take(QuestionRecord question) {
                // A key stands for a question: whichever answer is there now, the question is its own.
                if (cache.peek(question.entry()) != null) {
                    questions.accept(question);
                }
            }
        };
    }

    private Taken take(EntryRecord entry) {
        CacheStats held = cache.stats();
        if (ended || held.bytes() + entry.answer().weightBytes() > FILL * cache.bytesMax()) {
            return Taken.ENOUGH;
        }
        long now = epochMillis.getAsLong();
        if (now - entry.storedEpochMs() >= entry.keptMs() || cache.adopt(entry, now, epochAtOpen) == null) {
            return Taken.NO;
        }
        loaded.increment();
        return Taken.YES;
    }

    /** Takes note of an answer; never waits. */
    private void stored(CacheEntry entry) {
        if (!offer(new Job(entry, null))) {
            dropped.increment();
        }
    }

    /** Keeps a question beside its answer; never waits. One that finds no room is not kept. */
    public void keep(StoredQuestion question) {
        offer(new Job(null, question));
    }

    private boolean offer(Job job) {
        long bytes = job.bytes();
        boolean fits = queuedBytes.get() + bytes <= QUEUE_BYTES_MAX && queue.offer(job);
        if (fits) {
            queuedBytes.addAndGet(bytes);
        }
        return fits;
    }

    private void purged(Purge purge, long epoch) {
        try {
            // A soft purge too: what it made stale is not worth the trouble of a restart.
            store.purge(purgesBefore + epoch, purge.target());
        } catch (IOException notKept) {
            throw new UncheckedIOException(
                    "the purge is in force, but could not be written to disk: a restart might undo it", notKept);
        }
        if (purge.target() instanceof PurgeTarget.All) {
            clears = true;
            wake();
        }
    }

    private void write() {
        try {
            while (!ended || !queue.isEmpty()) {
                write(queue.take());
            }
        } catch (InterruptedException unexpected) {
            LOG.log(Level.ERROR, "the writer of kept answers was interrupted", unexpected);
        }
    }

    /** Writes an answer and all that wait behind it, and sees to the room they need. */
    private void write(Job first) {
        try {
            for (Job job = first; job != null; job = queue.poll()) {
                queuedBytes.addAndGet(-job.bytes());
                if (job.entry != null) {
                    write(job.entry);
                } else if (job.question != null && cache.peek(job.question.entry()) != null) {
                    store.append(QuestionRecord.of(job.question));
                }
            }
            if (clears && !loading) {
                clears = false;
                store.clear();
            }
            store.flush();
        } catch (IOException | RuntimeException refused) {
            store.abandon();
            failed.increment();
            restsUntil = ticker.read() + REST.toNanos();
            LOG.log(Level.WARNING, "answers are not kept on disk for the next " + REST.toSeconds() + " s", refused);
        }
    }

    private void write(CacheEntry entry) throws IOException {
        if (restsUntil != Long.MIN_VALUE && ticker.read() - restsUntil < 0) {
            dropped.increment();
            return;
        }
        store.append(new EntryFrame(purgesBefore + entry.epoch(), cache.record(entry, epochMillis.getAsLong())));
        store.makeRoom(
                record -> cache.holds(record, epochMillis.getAsLong()),
                question -> cache.peek(question.entry()) != null);
        written.increment();
    }

    /** The counts. */
    public DiskStats stats() {
        return new DiskStats(
                store.bytes(),
                store.segments(),
                written.sum(),
                dropped.sum(),
                failed.sum(),
                loaded.sum(),
                store.damaged(),
                loading);
    }

    /** Most bytes on disk. */
    public long bytesMax() {
        return settings.bytesMax();
    }

    /** Writes what waits, for 5 seconds at most, and lets the folder go. */
    @Override
    public void close() {
        ended = true;
        cache.onStored(entry -> {});
        wake();
        try {
            if (!begun || (writer.join(CLOSE_TIME_MAX) && loader.join(CLOSE_TIME_MAX))) {
                store.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException notWritten) {
            LOG.log(Level.WARNING, "the last answers may not be on disk", notWritten);
        }
    }
}

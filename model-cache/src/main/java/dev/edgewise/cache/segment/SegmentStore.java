package dev.edgewise.cache.segment;

import dev.edgewise.cache.segment.Folder.Appender;
import dev.edgewise.cache.segment.Framing.Head;
import dev.edgewise.cache.segment.Framing.Records;
import dev.edgewise.cache.segment.PurgeCodec.Numbered;
import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.PurgeTarget;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Answers in segments, and the journal of purges they are held against. Every start begins a new segment, so a torn end
 * is never written on. Writing is for one thread; {@link #load} may run on another meanwhile; {@link #purge} on any.
 */
final class SegmentStore implements Closeable {
    private static final System.Logger LOG = System.getLogger(SegmentStore.class.getName());
    private static final String PREFIX = "segment-";
    /** Written at once when so much has gathered, in bytes. */
    private static final int BUFFER_BYTES = 256 << 10;
    /** A clock that was ahead by more than this when an answer was kept makes its age unknown, in milliseconds. */
    private static final long AHEAD_MS_MAX = 60_000;

    /** Most purges remembered one by one. */
    static final int PURGES_MAX = 10_000;

    private final Folder folder;
    private final DiskSettings settings;
    private final PurgeJournal journal;
    /** Closed segments by number, with their size in bytes; guarded by this. */
    private final NavigableMap<Long, Long> closed;

    private final LongAdder damaged = new LongAdder();
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private @Nullable Appender active;
    private long activeNumber;
    private final AtomicLong activeBytes = new AtomicLong();
    private volatile boolean loaded;
    private volatile boolean broken;

    private SegmentStore(
            Folder folder, DiskSettings settings, PurgeJournal journal, NavigableMap<Long, Long> closed, long next) {
        this.folder = folder;
        this.settings = settings;
        this.journal = journal;
        this.closed = closed;
        this.activeNumber = next;
    }

    /** Opens what is in the folder; what cannot be trusted is deleted. */
    static SegmentStore open(Folder folder, DiskSettings settings, RandomGenerator random) throws IOException {
        PurgeJournal journal = PurgeJournal.open(folder, PURGES_MAX, random);
        NavigableMap<Long, Long> kept = new TreeMap<>();
        long next = 0;
        int otherSchema = 0;
        int untrusted = 0;
        for (String name : folder.names()) {
            if (!name.startsWith(PREFIX)) {
                continue;
            }
            Head head = Framing.head(folder.read(name, Framing.HEAD_BYTES));
            boolean ours = head != null && head.isOurs() && name.equals(name(head.file()));
            if (head != null && ours && head.journal() == journal.number() && head.purge() <= journal.current()) {
                kept.put(head.file(), folder.size(name));
                next = Math.max(next, head.file() + 1);
            } else {
                otherSchema += head != null && !head.isOurs() ? 1 : 0;
                untrusted++;
                folder.delete(name);
            }
        }
        if (untrusted > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} files of kept answers are not used and were deleted: {1} of another version, the others without"
                            + " a trusted head or journal",
                    untrusted,
                    otherSchema);
        }
        var store = new SegmentStore(folder, settings, journal, kept, next);
        store.damaged.add(untrusted);
        return store;
    }

    private static String name(long number) {
        return PREFIX + HexFormat.of().toHexDigits(number);
    }

    /** The number of the last purge. */
    long lastPurge() {
        return journal.current();
    }

    /** What becomes of an answer that was read. */
    enum Taken {
        YES,
        NO,
        /** Nothing more is wanted. */
        ENOUGH
    }

    /** Who takes in what was read. */
    @FunctionalInterface
    interface Taker {
        Taken take(EntryRecord entry);

        /** A question; its answer was offered before, if it is there at all. */
        default void take(QuestionRecord question) {}
    }

    /** What a segment holds, in its order. */
    private record Contents(List<EntryFrame> answers, List<QuestionRecord> questions) {}

    /**
     * Reads all answers that no purge covers, the youngest first; returns how many were taken. Of two under one key both
     * are offered.
     */
    long load(Taker taker, long nowEpochMs) {
        long taken = 0;
        try {
            List<Long> numbers;
            synchronized (this) {
                numbers = List.copyOf(closed.descendingKeySet());
            }
            for (long number : numbers) {
                Contents contents = read(number);
                for (EntryFrame frame : contents.answers.reversed()) {
                    EntryRecord entry = frame.entry();
                    boolean usable = entry.storedEpochMs() <= nowEpochMs + AHEAD_MS_MAX && survives(frame);
                    Taken answer = usable ? taker.take(entry) : Taken.NO;
                    taken += answer == Taken.YES ? 1 : 0;
                    if (answer == Taken.ENOUGH) {
                        return taken;
                    }
                }
                contents.questions.reversed().forEach(taker::take);
            }
            return taken;
        } finally {
            loaded = true;
        }
    }

    private boolean survives(EntryFrame frame) {
        return !journal.covers(frame.entry().key(), frame.entry().labels(), frame.purge());
    }

    /** What a closed segment holds up to the first damage. */
    private Contents read(long number) {
        List<EntryFrame> frames = new ArrayList<>();
        List<QuestionRecord> questions = new ArrayList<>();
        try {
            byte[] file = folder.read(name(number), Integer.MAX_VALUE - 8);
            Head head = Framing.head(file);
            if (head == null || head.file() != number) {
                throw new IOException("its head is damaged");
            }
            Records records = Framing.records(file, number);
            for (int i = 0; i < records.starts().size(); i++) {
                ByteBuffer payload = records.payload(i);
                if (payload.get(0) == QuestionRecord.KIND) {
                    questions.add(QuestionRecord.decode(payload));
                } else {
                    frames.add(EntryFrame.decode(payload, settings.entryBytesMax()));
                }
            }
            // A torn end is what a killed process leaves behind.
            if (!records.whole()) {
                damaged.increment();
                LOG.log(Level.INFO, "{0} breaks off behind {1} answers, which are used", name(number), frames.size());
            }
        } catch (IOException | RuntimeException unreadable) {
            damaged.increment();
            LOG.log(
                    Level.WARNING,
                    name(number) + ": only the first " + frames.size() + " answers are used",
                    unreadable);
        }
        return new Contents(frames, questions);
    }

    /** Keeps an answer; it is on its way to the disk after the next {@link #flush}. */
    void append(EntryFrame frame) throws IOException {
        if (broken) {
            throw new IOException("without a journal of purges no answer is kept");
        }
        if (active == null) {
            begin();
        }
        put(frame.encode());
    }

    /** Keeps a question, on the same terms. */
    void append(QuestionRecord question) throws IOException {
        if (active != null) {
            put(question.encode());
        }
    }

    private void put(byte[] payload) throws IOException {
        int bytes = Framing.RECORD_BYTES + payload.length;
        if (buffer.remaining() < bytes) {
            flush();
        }
        if (buffer.capacity() < bytes) {
            ByteBuffer large = ByteBuffer.allocate(bytes);
            Framing.put(large, activeNumber, activeBytes.get(), payload);
            write(large.flip());
        } else {
            Framing.put(buffer, activeNumber, activeBytes.get() + buffer.position(), payload);
        }
        if (activeBytes.get() + buffer.position() >= settings.segmentBytes()) {
            roll();
        }
    }

    /** Writes what has gathered: from here on it survives the end of this process. */
    void flush() throws IOException {
        if (buffer.position() > 0) {
            ByteBuffer full = buffer.flip();
            // A buffer of which only a part was written is not written again.
            buffer = ByteBuffer.allocate(BUFFER_BYTES);
            write(full);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        Appender into = active;
        if (into == null) {
            throw new IOException("no segment is open");
        }
        int length = bytes.remaining();
        into.append(bytes);
        activeBytes.addAndGet(length);
    }

    private void begin() throws IOException {
        long number = activeNumber;
        Appender begun = folder.create(name(number));
        begun.append(Framing.encode(Framing.head(journal.number(), number, journal.current())));
        active = begun;
        activeBytes.set(Framing.HEAD_BYTES);
    }

    private void roll() throws IOException {
        flush();
        abandon();
    }

    /** Ends the segment as it is; the next answer begins another. After a failed write nothing can follow in it. */
    void abandon() {
        Appender ended = active;
        active = null;
        buffer.clear();
        if (ended == null) {
            return;
        }
        synchronized (this) {
            closed.put(activeNumber, activeBytes.get());
        }
        activeBytes.set(0);
        activeNumber++;
        try {
            ended.close();
        } catch (IOException alreadyWritten) {
            LOG.log(Level.DEBUG, "closing a segment failed", alreadyWritten);
        }
    }

    /**
     * Deletes the oldest segments until there is room for another one. Their answers that are still live are kept once
     * more, unless those are more than half: then the disk is too small for what is live.
     */
    void makeRoom(Predicate<EntryRecord> live, Predicate<QuestionRecord> asked) throws IOException {
        while (loaded && bytes() + 2 * settings.segmentBytes() > settings.bytesMax()) {
            long oldest;
            synchronized (this) {
                if (closed.isEmpty()) {
                    return;
                }
                oldest = closed.firstKey();
            }
            carry(read(oldest), live, asked);
            delete(oldest);
        }
    }

    private void carry(Contents contents, Predicate<EntryRecord> live, Predicate<QuestionRecord> asked)
            throws IOException {
        List<EntryFrame> kept = new ArrayList<>();
        long bytes = 0;
        for (EntryFrame frame : contents.answers) {
            if (survives(frame) && live.test(frame.entry())) {
                kept.add(frame);
                bytes += frame.entry().answer().weightBytes();
            }
        }
        if (bytes <= settings.segmentBytes() / 2) {
            for (EntryFrame frame : kept) {
                append(frame);
            }
            for (QuestionRecord question : contents.questions) {
                if (asked.test(question)) {
                    append(question);
                }
            }
            flush();
        }
    }

    private void delete(long number) throws IOException {
        folder.delete(name(number));
        synchronized (this) {
            closed.remove(number);
        }
    }

    /** Deletes all segments but the one that is written. */
    void clear() throws IOException {
        List<Long> numbers;
        synchronized (this) {
            numbers = List.copyOf(closed.keySet());
        }
        for (long number : numbers) {
            delete(number);
        }
    }

    /**
     * Writes a purge down. When this returns, no restart brings back what it covers.
     *
     * @throws IOException if that cannot be promised
     */
    void purge(long number, PurgeTarget target) throws IOException {
        try {
            journal.add(new Numbered(number, target));
        } catch (IOException notWritten) {
            forgetAll(notWritten);
        }
    }

    /** Without a journal nothing may be read again: then nothing must be there. */
    private void forgetAll(IOException cause) throws IOException {
        LOG.log(
                Level.ERROR,
                "a purge could not be written down; all answers on disk are deleted, and none kept",
                cause);
        broken = true;
        for (String name : folder.names()) {
            if (name.equals(PurgeJournal.NAME) || name.startsWith(PREFIX)) {
                folder.delete(name);
            }
        }
        folder.force();
    }

    /** Bytes on disk. */
    long bytes() {
        long sum = journal.bytes() + activeBytes.get();
        synchronized (this) {
            for (long each : closed.values()) {
                sum += each;
            }
        }
        return sum;
    }

    synchronized int segments() {
        return closed.size() + (activeBytes.get() > 0 ? 1 : 0);
    }

    long damaged() {
        return damaged.sum();
    }

    /** Writes what has gathered to the disk for good, and lets the folder go. */
    @Override
    public void close() throws IOException {
        try (folder;
                journal) {
            flush();
            Appender last = active;
            if (last != null) {
                last.force();
                folder.force();
            }
            abandon();
        }
    }
}

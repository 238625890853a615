package dev.edgewise.cache.segment;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.segment.Folder.Appender;
import dev.edgewise.cache.segment.Framing.Head;
import dev.edgewise.cache.segment.Framing.Records;
import dev.edgewise.cache.segment.PurgeCodec.Numbered;
import dev.edgewise.cache.store.Labels;
import dev.edgewise.cache.store.PurgeTarget;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All purges since the journal was begun, each on disk before {@link #add} returns. A journal with a byte in it that is
 * not as it was written says nothing about what it has lost: it is begun anew under another number, and what was kept
 * under the old one is not trusted any more.
 *
 * <p>Safe for use by several threads; {@link #add} waits for the disk.
 */
final class PurgeJournal implements Closeable {
    static final String NAME = "purges";
    private static final String NEXT = "purges.next";
    /** A journal that grew larger was not written by us. */
    private static final int BYTES_MAX = 1 << 30;

    /** Up to twice this it is only appended to. */
    private static final long BYTES_KEPT = 4 << 20;

    private final Folder folder;
    private final int purgesMax;
    private final long number;
    private final Map<PurgeTarget, Long> last = new HashMap<>();
    private Appender file;
    private long bytes;
    /** What it took when it was last written as a whole. */
    private long bytesWritten;

    private long current;

    private PurgeJournal(Folder folder, int purgesMax, long number, Appender file) {
        this.folder = folder;
        this.purgesMax = purgesMax;
        this.number = number;
        this.file = file;
    }

    /**
     * Continues the journal in the folder, or begins one.
     *
     * @param purgesMax most purges remembered one by one; with one more, the older half counts as one of everything
     */
    static PurgeJournal open(Folder folder, int purgesMax, RandomGenerator random) throws IOException {
        if (folder.names().contains(NAME)) {
            byte[] file = folder.read(NAME, BYTES_MAX);
            Head head = Framing.head(file);
            List<Numbered> purges = head == null || !head.isOurs() ? null : read(file, head);
            if (head != null && purges != null) {
                var journal = new PurgeJournal(folder, purgesMax, head.journal(), folder.open(NAME));
                journal.bytes = file.length;
                journal.current = head.purge();
                purges.forEach(journal::remember);
                return journal;
            }
        }
        long number = random.nextLong();
        Appender begun = begin(folder, number, 0, List.of());
        var journal = new PurgeJournal(folder, purgesMax, number, begun);
        journal.bytes = Framing.HEAD_BYTES;
        return journal;
    }

    /** The purges, or null when the file is not all it was. */
    private static @Nullable List<Numbered> read(byte[] file, Head head) {
        Records records = Framing.records(file, head.file());
        if (!records.whole()) {
            return null;
        }
        List<Numbered> purges = new ArrayList<>();
        try {
            for (int i = 0; i < records.starts().size(); i++) {
                purges.add(PurgeCodec.decode(records.payload(i)));
            }
        } catch (IOException unknown) {
            return null;
        }
        return purges;
    }

    /** Writes a whole journal and puts it in place of the one before, in one step. */
    private static Appender begin(Folder folder, long number, long current, List<Numbered> purges) throws IOException {
        try (Appender next = folder.create(NEXT)) {
            next.append(Framing.encode(Framing.head(number, number, current)));
            long place = Framing.HEAD_BYTES;
            for (Numbered purge : purges) {
                ByteBuffer record = record(number, place, purge);
                place += record.remaining();
                next.append(record);
            }
            next.force();
        }
        folder.rename(NEXT, NAME);
        folder.force();
        return folder.open(NAME);
    }

    private static ByteBuffer record(long number, long place, Numbered purge) {
        byte[] payload = PurgeCodec.encode(purge);
        ByteBuffer record = ByteBuffer.allocate(Framing.RECORD_BYTES + payload.length);
        Framing.put(record, number, place, payload);
        return record.flip();
    }

    /** What segments that trust this journal name in their heads. */
    long number() {
        return number;
    }

    /** The number of the last purge. */
    synchronized long current() {
        return current;
    }

    /** Bytes on disk. */
    synchronized long bytes() {
        return bytes;
    }

    /**
     * Writes a purge down; it is on disk when this returns.
     *
     * @throws IOException if it may not be; the journal is of no use from then on
     */
    synchronized void add(Numbered purge) throws IOException {
        remember(purge);
        if (last.size() > purgesMax) {
            shorten();
            return;
        }
        ByteBuffer record = record(number, bytes, purge);
        bytes += record.remaining();
        file.append(record);
        file.force();
        if (bytes > 2 * Math.max(bytesWritten, BYTES_KEPT)) {
            // The same few targets again and again: only the last purge of each counts.
            write(numbered());
        }
    }

    private void remember(Numbered purge) {
        last.merge(purge.target(), purge.number(), Math::max);
        current = Math.max(current, purge.number());
    }

    private void shorten() throws IOException {
        List<Numbered> purges = numbered();
        List<Numbered> kept = new ArrayList<>(purges.subList(purges.size() / 2, purges.size()));
        kept.addFirst(new Numbered(kept.getFirst().number() - 1, new PurgeTarget.All()));
        last.clear();
        kept.forEach(this::remember);
        write(kept);
    }

    /** What is remembered, in order. */
    private List<Numbered> numbered() {
        List<Numbered> purges = new ArrayList<>();
        last.forEach((target, at) -> purges.add(new Numbered(at, target)));
        purges.sort(Comparator.comparingLong(Numbered::number));
        return purges;
    }

    private void write(List<Numbered> purges) throws IOException {
        file.close();
        file = begin(folder, number, current, purges);
        bytes = folder.size(NAME);
        bytesWritten = bytes;
    }

    /** Whether a purge after the given one covers such an entry. */
    synchronized boolean covers(CacheKey key, Labels labels, long since) {
        if (since >= current) {
            return false;
        }
        boolean covered = isAfter(new PurgeTarget.All(), since)
                || isAfter(new PurgeTarget.Key(key), since)
                || isAfter(new PurgeTarget.Tenant(labels.tenant()), since)
                || isAfter(new PurgeTarget.Model(labels.model()), since)
                || (labels.region() != null && isAfter(new PurgeTarget.Region(labels.region()), since));
        for (String group : labels.groups()) {
            covered |= isAfter(new PurgeTarget.Group(labels.tenant(), group), since)
                    || isAfter(new PurgeTarget.GroupOfAll(group), since);
        }
        return covered;
    }

    private boolean isAfter(PurgeTarget target, long since) {
        Long purge = last.get(target);
        return purge != null && purge > since;
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}

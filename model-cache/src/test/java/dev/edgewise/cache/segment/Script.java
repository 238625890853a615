package dev.edgewise.cache.segment;

import dev.edgewise.cache.answer.Replies;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.segment.SegmentStore.Taken;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.Labels;
import dev.edgewise.cache.store.PurgeTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Answers and purges in a fixed order, and what must be true of them after whatever befalls the folder. */
final class Script {
    static final long NOW = 1_000_000;

    private static final List<PurgeTarget> PURGES = List.of(
            new PurgeTarget.Key(key(1)),
            new PurgeTarget.Group("acme", "news"),
            new PurgeTarget.Model("m2"),
            new PurgeTarget.Tenant("globex"),
            new PurgeTarget.Region("KR"),
            new PurgeTarget.GroupOfAll("news"));

    /** Made once: their checks cost more than all the rest. */
    private static final Map<Integer, EntryRecord> ENTRIES = new HashMap<>();

    private final int answers;
    private final DiskSettings settings;
    /** Every answer ever handed over, with the purge it was begun after. */
    private final Map<ByteBuffer, EntryFrame> handed = new HashMap<>();
    /** Those of which it was said that they are written. */
    private final Set<ByteBuffer> written = new HashSet<>();

    private final Map<Long, PurgeTarget> acknowledged = new HashMap<>();
    boolean purging;

    /** @param bytesMax of the disk; a sixteenth of it is a segment */
    Script(int answers, long bytesMax) {
        this.answers = answers;
        this.settings = new DiskSettings(bytesMax, 10_000);
    }

    static CacheKey key(int number) {
        return new CacheKey(number, 0, 0, 0);
    }

    /** Runs until it is done or the folder crashes; says whether it is done. */
    boolean run(Folder folder) throws IOException {
        try {
            play(folder, 0);
            return true;
        } catch (CrashingFolder.Crash crash) {
            return false;
        }
    }

    private void play(Folder folder, int from) throws IOException {
        SegmentStore store = SegmentStore.open(folder, settings, new Random(5));
        load(store);
        for (int i = from; i < from + answers; i++) {
            // Some began before the last purge.
            long begun = Math.max(0, store.lastPurge() - (i % 3 == 2 ? 1 : 0));
            EntryFrame frame = new EntryFrame(begun, entry(i));
            ByteBuffer bytes = ByteBuffer.wrap(frame.entry().encode());
            handed.put(bytes, frame);
            store.append(frame);
            store.flush();
            written.add(bytes);
            store.append(question(i));
            store.makeRoom(record -> true, question -> true);
            if (i % 2 == 1) {
                PurgeTarget target = PURGES.get(i / 2 % PURGES.size());
                long number = store.lastPurge() + 1;
                purging = true;
                store.purge(number, target);
                purging = false;
                acknowledged.put(number, target);
            }
        }
        store.close();
    }

    private static QuestionRecord question(int i) {
        return new QuestionRecord(
                key(i % 5),
                new Partition("acme", key(i), "en", "e"),
                "question " + i,
                "en",
                new float[] {i, 1},
                new TokenVectors(new int[] {i}, new byte[] {1, 2}, new float[] {0.5f}, 2));
    }

    private static EntryRecord entry(int i) {
        return ENTRIES.computeIfAbsent(i, Script::made);
    }

    /** The same key comes again with another answer. */
    private static EntryRecord made(int i) {
        Labels labels = new Labels(
                i % 4 == 3 ? "globex" : "acme",
                i % 5 == 4 ? "m2" : "m1",
                "",
                "",
                i % 6 == 5 ? "KR" : null,
                i % 3 == 0 ? List.of("news") : List.of());
        return new EntryRecord(
                key(i % 5), Replies.answer(Replies.chat("answer " + i)), labels, i, NOW - 1_000 + i, 60_000, 0, 0, 0);
    }

    private List<EntryRecord> load(SegmentStore store) {
        List<EntryRecord> found = new ArrayList<>();
        store.load(
                entry -> {
                    found.add(entry);
                    return Taken.YES;
                },
                NOW);
        return found;
    }

    /** Nothing that was purged or that never was comes back; returns what does. */
    Set<ByteBuffer> checkTrusted(Folder folder) throws IOException {
        Set<ByteBuffer> found = new HashSet<>();
        SegmentStore store = SegmentStore.open(folder, settings, new Random(6));
        for (EntryRecord entry : load(store)) {
            ByteBuffer bytes = ByteBuffer.wrap(entry.encode());
            EntryFrame frame = handed.get(bytes);
            if (frame == null) {
                throw new AssertionError("an answer that nobody stored: " + entry.key());
            }
            if (isPurged(frame)) {
                throw new AssertionError("an answer came back that was purged: " + entry.labels());
            }
            found.add(bytes);
        }
        store.close();
        return found;
    }

    /** After a kill: all that was written and not purged comes back, too. */
    void checkWhole(Folder folder) throws IOException {
        Set<ByteBuffer> found = checkTrusted(folder);
        for (ByteBuffer bytes : written) {
            // A torn journal says nothing of what it has lost: then nothing comes back, which is right.
            if (!isPurged(handed.get(bytes)) && !found.contains(bytes) && !purging) {
                throw new AssertionError("an answer that was written did not come back: "
                        + handed.get(bytes).entry().labels());
            }
        }
    }

    /** The folder can be used on. */
    void playOn(Folder folder) throws IOException {
        purging = false;
        play(folder, 100);
        checkTrusted(folder);
    }

    private boolean isPurged(EntryFrame frame) {
        Labels labels = frame.entry().labels();
        return acknowledged.entrySet().stream()
                .anyMatch(purge -> purge.getKey() > frame.purge()
                        && switch (purge.getValue()) {
                            case PurgeTarget.All() -> true;
                            case PurgeTarget.Key(var key) ->
                                key.equals(frame.entry().key());
                            case PurgeTarget.Tenant(var tenant) -> tenant.equals(labels.tenant());
                            case PurgeTarget.Model(var model) -> model.equals(labels.model());
                            case PurgeTarget.Region(var region) -> region.equals(labels.region());
                            case PurgeTarget.Group(var tenant, var group) ->
                                tenant.equals(labels.tenant())
                                        && labels.groups().contains(group);
                            case PurgeTarget.GroupOfAll(var group) ->
                                labels.groups().contains(group);
                        });
    }
}

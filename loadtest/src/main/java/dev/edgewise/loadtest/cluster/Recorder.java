package dev.edgewise.loadtest.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/** Keeps the newest requests for inspection. Thread-safe. */
final class Recorder {
    private final int recordsMax;
    private final ArrayDeque<RecordedRequest> records = new ArrayDeque<>();

    Recorder(int recordsMax) {
        this.recordsMax = recordsMax;
    }

    synchronized void add(RecordedRequest request) {
        if (recordsMax == 0) {
            return;
        }
        if (records.size() == recordsMax) {
            records.removeFirst();
        }
        records.addLast(request);
        notifyAll();
    }

    synchronized List<RecordedRequest> all() {
        return List.copyOf(records);
    }

    synchronized void clear() {
        records.clear();
    }

    /** Waits until at least {@code count} are kept; returns what there is at that moment or at the end of the wait. */
    synchronized List<RecordedRequest> await(int count, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (records.size() < count) {
            long leftMs = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (leftMs <= 0) {
                break;
            }
            wait(leftMs);
        }
        return List.copyOf(records);
    }
}

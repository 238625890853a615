package dev.edgewise.cache.answer;

import dev.edgewise.cache.sse.EventBoundary;
import dev.edgewise.cache.sse.SseParser;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the end of a stream that is passed on without being recorded, so that its usage and its terminal event are known
 * when it is over. Costs a reference a chunk; nothing is parsed before the end. Confined to one thread.
 */
public final class StreamTail {
    private final ReplyCheck check;
    private final int tailBytesMax;
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int held;
    private boolean cut;

    /**
     * What the end of a stream says.
     *
     * @param done whether the terminal event came
     * @param error whether an error event came among the last
     * @param usage the tokens used, or null when the stream does not say
     */
    public record Summary(
            boolean done, boolean error, @Nullable Usage usage) {}

    /** A keeper of at least the last {@code tailBytesMax} bytes. */
    public StreamTail(ReplyCheck check, int tailBytesMax) {
        this.check = check;
        this.tailBytesMax = tailBytesMax;
    }

    /** Adds the next chunk, which must not be changed afterwards. */
    public void add(byte[] chunk) {
        chunks.addLast(chunk);
        held += chunk.length;
        while (held - chunks.getFirst().length >= tailBytesMax) {
            held -= chunks.removeFirst().length;
            cut = true;
        }
    }

    /** Reads what was kept. */
    public Summary summary() {
        ReplyCheck.Events events = new ReplyCheck.Events(new ReplyScan(check.strictJson()));
        SseParser parser = new SseParser(Math.max(1, held), events::add);
        boolean skipping = cut;
        EventBoundary boundary = new EventBoundary();
        for (byte[] chunk : chunks) {
            int from = 0;
            if (skipping) {
                // The first event kept may have lost its beginning.
                from = Math.max(0, firstEnd(boundary, chunk));
                skipping = from == 0;
            }
            if (!skipping) {
                parser.feed(chunk, from, chunk.length - from);
            }
        }
        return new Summary(events.done, events.scan.error, events.scan.usage);
    }

    private static int firstEnd(EventBoundary boundary, byte[] chunk) {
        for (int i = 0; i < chunk.length; i++) {
            if (boundary.lastEnd(chunk, i, 1) == 1) {
                return i + 1;
            }
        }
        return EventBoundary.NONE;
    }
}

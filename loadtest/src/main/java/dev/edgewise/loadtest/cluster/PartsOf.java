package dev.edgewise.loadtest.cluster;

import dev.edgewise.loadtest.cluster.answer.ApiError;
import dev.edgewise.loadtest.cluster.answer.Choice;
import dev.edgewise.loadtest.cluster.answer.EventScript;
import dev.edgewise.loadtest.cluster.answer.EventScript.Event;
import dev.edgewise.loadtest.cluster.answer.EventScript.Kind;
import dev.edgewise.loadtest.cluster.answer.Generation;
import dev.edgewise.loadtest.cluster.answer.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns answers into parts, whole or as a fault wants them. */
final class PartsOf {
    private static final int FILLER_BYTES = 64 * 1024;
    private static final int MEBIBYTE = 1024 * 1024;

    private PartsOf() {}

    /**
     * The events of a stream.
     *
     * @param stamp gives further JSON fields for each event when it is made
     * @param done whether {@code [DONE]} comes at the end
     */
    static Parts events(EventScript script, Supplier<String> stamp, boolean done) {
        return new Parts() {
            @Override
            public boolean hasNext() {
                return script.hasNext() && (done || !script.onlyDoneIsLeft());
            }

            @Override
            public boolean waits() {
                return !script.nextIsImmediate();
            }

            @Override
            public Part next() {
                Event event = script.next(stamp.get());
                return new Part(Buffer.buffer(event.text()), event.kind() == Kind.PIECE ? 1 : 0);
            }
        };
    }

    /** The parts up to and with the {@code tokens}-th token. */
    static Parts limited(Parts parts, int tokens) {
        return new Parts() {
            private int left = tokens;

            @Override
            public boolean hasNext() {
                return left > 0 && parts.hasNext();
            }

            @Override
            public boolean waits() {
                return parts.waits();
            }

            @Override
            public Part next() {
                Part part = parts.next();
                left -= part.tokens();
                return part;
            }
        };
    }

    /** All of {@code first}, then all of {@code second}. */
    static Parts concat(Parts first, Parts second) {
        return new Parts() {
            @Override
            public boolean hasNext() {
                return first.hasNext() || second.hasNext();
            }

            @Override
            public boolean waits() {
                return first.hasNext() ? first.waits() : second.waits();
            }

            @Override
            public Part next() {
                return first.hasNext() ? first.next() : second.next();
            }
        };
    }

    /** All of {@code bytes} at once. */
    static Parts whole(Buffer bytes, int tokens) {
        return new Parts() {
            private boolean given;

            @Override
            public boolean hasNext() {
                return !given;
            }

            @Override
            public boolean waits() {
                return false;
            }

            @Override
            public Part next() {
                given = true;
                return new Part(bytes, tokens);
            }
        };
    }

    /** {@code parts} byte by byte. */
    static Parts dripped(Parts parts) {
        return new Parts() {
            private @Nullable Part current;
            private int at;

            @Override
            public boolean hasNext() {
                return current != null || parts.hasNext();
            }

            @Override
            public boolean waits() {
                return true;
            }

            @Override
            public Part next() {
                Part from = current == null ? parts.next() : current;
                Part part = new Part(from.bytes().slice(at, at + 1), at == 0 ? from.tokens() : 0);
                at++;
                current = at < from.bytes().length() ? from : null;
                at = current == null ? 0 : at;
                return part;
            }
        };
    }

    /** The bytes that {@link #filled} has for so many mebibytes, without what stands around them. */
    static long fillerBytes(int mebibytes) {
        return (long) mebibytes * MEBIBYTE;
    }

    /** {@code before}, then so many mebibytes of letters, then {@code after}. */
    static Parts filled(String before, int mebibytes, String after) {
        int last = mebibytes * (MEBIBYTE / FILLER_BYTES) + 1;
        Buffer filler = Buffer.buffer("x".repeat(FILLER_BYTES));
        return new Parts() {
            private int at;

            @Override
            public boolean hasNext() {
                return at <= last;
            }

            @Override
            public boolean waits() {
                return false;
            }

            @Override
            public Part next() {
                Buffer bytes = at == 0 ? Buffer.buffer(before) : at < last ? filler.slice() : Buffer.buffer(after);
                at++;
                return new Part(bytes, 0);
            }
        };
    }

    /** The same generation with a text of so many mebibytes. */
    static Generation filled(Generation generation, int mebibytes) {
        List<String> pieces = Collections.nCopies(mebibytes * (MEBIBYTE / FILLER_BYTES), "x".repeat(FILLER_BYTES));
        return new Generation(
                generation.kind(),
                generation.id(),
                generation.created(),
                generation.model(),
                List.of(new Choice.Text(pieces, "stop")),
                new Usage(generation.usage().promptTokens(), pieces.size()),
                generation.stream(),
                generation.includeUsage());
    }

    /** The error event that a real server sends inside a running stream. */
    static Buffer errorEvent() {
        return Buffer.buffer("data: " + ApiError.ofStatus(500).toJson() + "\n\n");
    }
}

package dev.edgewise.cache.answer;

import dev.edgewise.cache.answer.Completeness.Complete;
import dev.edgewise.cache.answer.Completeness.Span;
import dev.edgewise.cache.key.ApiFamily;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link CachedAnswer} as bytes and reads it back: the form it came in, byte for byte, and what its check found;
 * other forms are made again. Says nothing about whether the bytes were damaged: whoever keeps them adds a checksum.
 */
public final class AnswerCodec {
    /** Grows when bytes of before cannot be read any more. */
    private static final int VERSION = 1;

    private static final int NO_SPAN = -1;

    private AnswerCodec() {}

    public static void write(CachedAnswer answer, DataOutputStream out) throws IOException {
        Complete verdict = answer.verdict();
        out.writeByte(VERSION);
        out.writeByte(number(answer.family()));
        out.writeByte(number(answer.filledBy()));
        out.writeBoolean(verdict.exactOnly());
        Usage usage = verdict.usage();
        out.writeBoolean(usage != null);
        if (usage != null) {
            out.writeLong(usage.prompt());
            out.writeLong(usage.completion());
            out.writeLong(usage.cached());
            out.writeLong(usage.reasoning());
        }
        Span span = verdict.usageEvent();
        out.writeInt(span == null ? NO_SPAN : span.start());
        out.writeInt(span == null ? NO_SPAN : span.end());
        byte[] body = answer.original();
        out.writeInt(body.length);
        out.write(body);
    }

    /**
     * Reads an answer.
     *
     * @param bytesMax the largest body accepted, in bytes
     * @throws IOException if the bytes are no such answer, or those of another version
     */
    public static CachedAnswer read(DataInputStream in, int bytesMax) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("an answer of version " + version + ", not " + VERSION);
        }
        ApiFamily family = family(in.readUnsignedByte());
        Form form = form(in.readUnsignedByte());
        boolean exactOnly = in.readBoolean();
        Usage usage = in.readBoolean() ? new Usage(in.readLong(), in.readLong(), in.readLong(), in.readLong()) : null;
        int start = in.readInt();
        int end = in.readInt();
        int length = in.readInt();
        if (length < 0 || length > bytesMax) {
            throw new IOException("a body of " + length + " bytes, where " + bytesMax + " are the most");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("a body of " + length + " bytes ends after " + body.length);
        }
        Complete verdict = new Complete(usage, exactOnly, span(start, end, length));
        if (form == Form.JSON) {
            return CachedAnswer.ofJson(family, body, verdict);
        }
        CachedAnswer answer = CachedAnswer.ofStream(family, body, verdict);
        if (answer.filledBy() != form) {
            throw new IOException("a stream whose usage event is not where it should be");
        }
        return answer;
    }

    private static @Nullable Span span(int start, int end, int length) throws IOException {
        if (start == NO_SPAN && end == NO_SPAN) {
            return null;
        }
        if (start < 0 || end < start || end > length) {
            throw new IOException("an event from " + start + " to " + end + " in " + length + " bytes");
        }
        return new Span(start, end);
    }

    /** Numbers of their own: the order of an enum may change, what is written may not. */
    private static int number(ApiFamily family) {
        return switch (family) {
            case CHAT -> 1;
            case COMPLETIONS -> 2;
            case EMBEDDINGS -> 3;
            case CLASSIFY -> 4;
            case MODERATIONS -> 5;
            case RERANK -> 6;
        };
    }

    private static ApiFamily family(int number) throws IOException {
        for (ApiFamily family : ApiFamily.values()) {
            if (number(family) == number) {
                return family;
            }
        }
        throw new IOException("no kind of call has the number " + number);
    }

    private static int number(Form form) {
        return switch (form) {
            case JSON -> 1;
            case SSE -> 2;
            case SSE_WITH_USAGE -> 3;
        };
    }

    private static Form form(int number) throws IOException {
        for (Form form : Form.values()) {
            if (number(form) == number) {
                return form;
            }
        }
        throw new IOException("no form has the number " + number);
    }
}

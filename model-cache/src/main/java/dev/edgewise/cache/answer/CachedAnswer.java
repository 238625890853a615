package dev.edgewise.cache.answer;

import dev.edgewise.cache.answer.Completeness.Complete;
import dev.edgewise.cache.answer.Completeness.Span;
import dev.edgewise.cache.item.AnswerItems;
import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonReader;
import dev.edgewise.cache.json.JsonWriter;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.sse.SseParser;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer that serves every form it can be asked for, whichever one it came in. The form it came in is given back
 * byte for byte; another is made when it is first asked for, and kept.
 *
 * <p>Safe for use by several threads. Two that ask for a new form at once may both make it; one result is kept.
 */
public final class CachedAnswer {
    /** What an answer takes beside its bodies, in bytes: objects, tags, the entry around it. Estimated. */
    private static final int OVERHEAD_BYTES = 1_024;

    /** A larger answer is not cut finely: that is done on an event loop. */
    private static final int PIECES_BYTES_MAX = 64 * 1024;

    /** What it takes to know where an item lies, in bytes; estimated. */
    private static final int ITEM_BYTES = 512;

    private final ApiFamily family;
    private final Form filledBy;
    private final Complete verdict;
    private final byte[] original;
    private volatile @Nullable AnswerItems item;
    private volatile @Nullable Rendered json;
    private volatile @Nullable Rendered stream;
    private volatile @Nullable Rendered streamWithUsage;

    private CachedAnswer(ApiFamily family, Form filledBy, byte[] original, Complete verdict, @Nullable String tag) {
        this.family = family;
        this.filledBy = filledBy;
        this.original = original;
        this.verdict = verdict;
        keep(filledBy, new Rendered(original, filledBy != Form.JSON, tag));
    }

    /** An answer that came as one JSON object, found complete by {@link ReplyCheck#json}. The bytes must not change. */
    public static CachedAnswer ofJson(ApiFamily family, byte[] body, Complete verdict) {
        return new CachedAnswer(family, Form.JSON, body, verdict, null);
    }

    /** The same with an entity tag that is known: equal for equal bodies only. */
    public static CachedAnswer ofJson(ApiFamily family, byte[] body, Complete verdict, String tag) {
        return new CachedAnswer(family, Form.JSON, body, verdict, tag);
    }

    /** An answer that came as a stream, found complete by {@link ReplyCheck#stream}. The bytes must not change. */
    public static CachedAnswer ofStream(ApiFamily family, byte[] stream, Complete verdict) {
        return new CachedAnswer(family, Form.of(true, verdict.usageEvent() != null), stream, verdict, null);
    }

    /** The kind of call it answers. */
    public ApiFamily family() {
        return family;
    }

    /** The form it came in. */
    public Form filledBy() {
        return filledBy;
    }

    /** What its check found. */
    Complete verdict() {
        return verdict;
    }

    /** The form it came in, byte for byte; not a copy. */
    byte[] original() {
        return original;
    }

    /** The tokens the original call used, or null when its reply did not say. */
    public @Nullable Usage usage() {
        return verdict.usage();
    }

    /** Whether it answers nothing but its exact request. */
    public boolean exactOnly() {
        return verdict.exactOnly();
    }

    /** The answer in that form, or null when that form has not been made yet. */
    public @Nullable Rendered held(Form form) {
        return switch (form) {
            case JSON -> json;
            case SSE -> stream;
            case SSE_WITH_USAGE -> streamWithUsage;
        };
    }

    /**
     * The one item that it answers, or null when it is no such answer. The first time, it is read, some 3 µs a kilobyte; afterwards
     * it is at hand, for a repeated batch asks each of its items each time.
     */
    public @Nullable AnswerItems item() {
        AnswerItems known = item;
        if (known == null && filledBy == Form.JSON) {
            known = AnswerItems.read(family, original, 1);
            item = known;
        }
        return known;
    }

    /**
     * The answer in that form, or null when there is no such form (embeddings do not stream). The first time, a form
     * other than the original costs some 10 µs a kilobyte; afterwards nothing.
     *
     * <p>A stream that came without usage has none in any form: usage is never invented.
     */
    public @Nullable Rendered form(Form form) {
        Rendered held = held(form);
        if (held != null || (form != Form.JSON && !family.writesText())) {
            return held;
        }
        Rendered made = derive(form);
        if (made != null) {
            keep(form, made);
        }
        return made;
    }

    /**
     * The answer in that form of a stream, cut about as finely as a model writes it, for those who want to see it come: an answer
     * that came as a stream as it came, another one in pieces of a few characters, made anew each time. Null when there is no
     * such form.
     */
    public @Nullable Rendered inPieces(Form form) {
        if (filledBy != Form.JSON || form == Form.JSON || original.length > PIECES_BYTES_MAX) {
            return form(form);
        }
        return family.writesText() ? streamed(form, ChunkWriter.Cut.FINE) : null;
    }

    /** What the answer takes now, in bytes; grows when a form is made. */
    public int weightBytes() {
        // Streams without a usage event share their bytes.
        boolean shared = filledBy == Form.SSE;
        long weight = OVERHEAD_BYTES
                + (family.writesText() ? 0 : ITEM_BYTES)
                + length(json)
                + length(stream)
                + (shared ? 0 : length(streamWithUsage));
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    private static long length(@Nullable Rendered form) {
        return form == null ? 0 : form.body().length;
    }

    private void keep(Form form, Rendered made) {
        switch (form) {
            case JSON -> json = made;
            case SSE -> stream = made;
            case SSE_WITH_USAGE -> streamWithUsage = made;
        }
    }

    private @Nullable Rendered derive(Form form) {
        if (filledBy == Form.JSON) {
            return streamed(form, ChunkWriter.Cut.COARSE);
        }
        if (form == Form.JSON) {
            return new Rendered(JsonWriter.bytes(assembled()), false, null);
        }
        Span usage = verdict.usageEvent();
        return usage == null ? held(filledBy) : new Rendered(UsageNulls.without(without(usage)), true, null);
    }

    private @Nullable Rendered streamed(Form form, ChunkWriter.Cut cut) {
        Json read = new JsonReader(original.length).read(original, 0, original.length);
        return read instanceof Json.Obj answer
                ? new Rendered(ChunkWriter.stream(family, answer, form == Form.SSE_WITH_USAGE, cut), true, null)
                : null;
    }

    private Json.Obj assembled() {
        ChunkAssembler assembler = new ChunkAssembler();
        JsonReader reader = new JsonReader(original.length);
        SseParser parser = new SseParser(original.length, event -> {
            if (reader.read(event.data(), 0, event.data().length) instanceof Json.Obj chunk) {
                assembler.add(chunk);
            }
        });
        parser.feed(original, 0, original.length);
        return assembler.finish();
    }

    private byte[] without(Span hole) {
        byte[] kept = new byte[original.length - (hole.end() - hole.start())];
        System.arraycopy(original, 0, kept, 0, hole.start());
        System.arraycopy(original, hole.end(), kept, hole.start(), original.length - hole.end());
        return kept;
    }
}

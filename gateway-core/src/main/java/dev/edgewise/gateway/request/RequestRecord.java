package dev.edgewise.gateway.request;

import dev.edgewise.routing.Why;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request when it ends: written by the phases as they go, read by {@code account}.
 *
 * <p>Threads: handed from the event loop to the request's virtual thread and back, never used by two at a time.
 */
public final class RequestRecord {
    private static final Phase[] PHASES = Phase.values();

    /** Of a count that nobody told. */
    public static final long UNKNOWN = -1;

    private final NodeClock clock;
    private final long arrivedNanos;
    private final long[] spentNanos = new long[PHASES.length];
    private long markNanos;
    private @Nullable Runnable later;

    public String tenant = "";
    public String alias = "";
    public String model = "";

    /** How sure the model was, as {@code Edge-Confidence} tells it; empty while it has not said. */
    public String confidence = "";

    /** The same of each input that was labelled, in their order; empty when nobody said. */
    public List<String> confidences = List.of();

    /** Whether a version on trial answered: its answers are not kept. */
    public boolean canary;
    /** Whether other files of a model answered than those that the cache key names: such answers are not kept. */
    public boolean otherFiles;

    public String policy = "";
    public String cluster = "";
    public String endpoint = "";
    /** Where the answering endpoint stands, empty when not told; null when no endpoint was asked. */
    public @Nullable String region;

    public ServedBy servedBy = ServedBy.GATEWAY;
    public @Nullable Why why;
    public String cacheStatus = "";
    /** Whether its answer varies by what its key lacks. */
    public boolean varies;

    /** What the semantic tier found near and did not serve, for {@code Cache-Status}; empty for nothing. */
    public String near = "";

    /** Cosine of the question to the one whose answer is sent, or else to the nearest; NaN when none was near. */
    public double similarity = Double.NaN;
    /** The rule that kept the nearest back; empty for none. */
    public String guard = "";

    public String errorCode = "";
    public String country = Effects.UNKNOWN_COUNTRY;
    public int status;
    public int attempts;
    public long promptTokens;
    public long completionTokens;
    /** Tokens that models of the node took before, in tries that came to nothing or whose answer could not be used. */
    public long earlierPromptTokens;

    public long earlierCompletionTokens;
    /** Tokens were used of which nobody said how many: the two counts above are what was told beside them, and stay 0 for nothing. */
    public boolean usageUnknown;
    /**
     * Tokens read before the call whose answer is sent: for one that could not be used, or a part of it that was asked for first;
     * {@link #UNKNOWN} when nobody said how many.
     */
    public long repeatedTokens;
    /** Items of a batch; 0 where the answer is kept as a whole. */
    public int itemsAsked;
    /** Of these, the ones that were not computed. */
    public int itemsFound;
    /** Events of a stream that brought text, about one a token: the estimate where the usage is unknown. */
    public long textEvents;
    /** What the centre charges for it, in billionths of the price's currency; -1 when no price or usage is known. */
    public long costNanos = -1;
    /** What the centre would have charged for the answer that the cache had. */
    public long avoidedNanos;

    public long bytesIn;
    public long bytesOut;
    public long firstByteNanos = -1;
    public boolean streamed;
    public boolean clientGone;
    public boolean truncated;
    /** No client asked: a stored answer that was sent stale is fetched anew. */
    public boolean refresh;
    /** The answer is in the cache now. */
    public boolean stored;

    public RequestRecord(NodeClock clock) {
        this.clock = clock;
        this.arrivedNanos = clock.nowNanos();
        this.markNanos = arrivedNanos;
    }

    /** Whether the two counts of tokens say something: all that was used, or that part of it which was told. */
    public boolean tellsTokens() {
        return !usageUnknown || promptTokens > 0 || completionTokens > 0;
    }

    /** Another try begins, elsewhere or by another version of the model: what the one before took is kept apart, as no price is for both. */
    public void tryAgain() {
        earlierPromptTokens += promptTokens;
        earlierCompletionTokens += completionTokens;
        promptTokens = 0;
        completionTokens = 0;
    }

    /** Adds to what was read before; {@link #UNKNOWN} when nobody says how many tokens that were. */
    public void readBefore(long tokens) {
        repeatedTokens = tokens == UNKNOWN || repeatedTokens == UNKNOWN ? UNKNOWN : repeatedTokens + tokens;
    }

    /** Has {@code work} that no reply needs done when the reply has left. */
    public void later(Runnable work) {
        later = work;
    }

    /** Does what was put off. */
    public void settle() {
        Runnable work = later;
        if (work != null) {
            later = null;
            work.run();
        }
    }

    /** Books the time since the last mark to {@code phase}. */
    public void spent(Phase phase) {
        long now = clock.nowNanos();
        spentNanos[phase.ordinal()] += now - markNanos;
        markNanos = now;
    }

    /** Leaves the time since the last mark out: it was spent waiting for the client or the centre. */
    public void skip() {
        markNanos = clock.nowNanos();
    }

    /** Notes that the first byte of the answer leaves now; later calls change nothing. */
    public void firstByte() {
        if (firstByteNanos < 0) {
            firstByteNanos = clock.nowNanos() - arrivedNanos;
        }
    }

    public long spentNanos(Phase phase) {
        return spentNanos[phase.ordinal()];
    }

    public long arrivedNanos() {
        return arrivedNanos;
    }

    public long elapsedNanos() {
        return clock.nowNanos() - arrivedNanos;
    }
}

package dev.edgewise.gateway.pipeline;

import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.gateway.account.Accounting;
import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.admission.Permit;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.request.ServedBy;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches anew what was sent stale, on a virtual thread of the request's own event loop and through the same phases, without
 * its client. Each takes a place among the requests in work, so that a node which drains begins none and waits for those
 * under way; its cost is accounted to the tenant, in a line of its own.
 *
 * <p>Threads: any; one instance for the whole node.
 */
public final class Refreshes {
    /** Under way at once; what is found stale beyond that is fetched anew by a later request. */
    public static final int RUNNING_MAX = 64;

    /** How long an answer that could not be fetched is left alone. */
    static final Duration RETRY_WAIT = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(Refreshes.class.getName());

    private final Caches caches;
    private final Admission admission;
    private final Accounting accounting;
    private final NodeClock clock;
    private final Semaphore free = new Semaphore(RUNNING_MAX);
    private final LongAdder stored = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder skipped = new LongAdder();

    public Refreshes(Caches caches, Admission admission, Accounting accounting, NodeClock clock) {
        this.caches = caches;
        this.admission = admission;
        this.accounting = accounting;
        this.clock = clock;
    }

    /**
     * Begins one, when there is room for it.
     *
     * @param answered the request that was sent the stale answer
     * @param entries that answer, or those that it was put together of and that are stale; claimed
     * @param again the same request as a miss; null when another one is fetching the same
     * @param lead the phases that fetch and store
     */
    void begin(
            InFlight answered,
            List<CacheEntry> entries,
            Supplier<Lookup.Read.@Nullable Miss> again,
            BiFunction<InFlight, Lookup.Read.Miss, End> lead) {
        if (!free.tryAcquire()) {
            skip(entries);
            return;
        }
        int bodyBytes = (int) answered.exchange().record().bytesIn;
        Permit permit = permit(bodyBytes);
        if (permit == null) {
            free.release();
            skip(entries);
            return;
        }
        var exchange =
                Unattended.like(answered.exchange(), clock, answered.rules().deadlineNanos());
        var request = new InFlight(exchange, answered.rules(), permit);
        exchange.lane().slow(bodyBytes, () -> run(request, entries, again, lead));
    }

    /** A place for a request whose body is held already; null when there is none. */
    private @Nullable Permit permit(int bodyBytes) {
        return switch (admission.admit(bodyBytes)) {
            case Admission.Outcome.Shed shed -> null;
            case Admission.Outcome.Admitted admitted -> {
                Permit permit = admitted.permit();
                if (permit.hold(bodyBytes)) {
                    yield permit;
                }
                permit.close();
                yield null;
            }
        };
    }

    private void run(
            InFlight request,
            List<CacheEntry> entries,
            Supplier<Lookup.Read.@Nullable Miss> again,
            BiFunction<InFlight, Lookup.Read.Miss, End> lead) {
        RequestRecord record = request.exchange().record();
        boolean asked = false;
        try {
            Lookup.Read.Miss miss = again.get();
            if (miss != null) {
                asked = true;
                try (miss) {
                    switch (lead.apply(request, miss)) {
                        case End.Send send -> request.exchange().reply(send.reply());
                        case End.Sent sent -> {}
                    }
                }
            }
        } catch (Throwable bug) {
            LOG.log(
                    Level.ERROR,
                    "fetching anew for request " + request.exchange().arrival().requestId() + " failed",
                    bug);
        } finally {
            // What another batch brings is stored by that one.
            boolean tried = asked && record.servedBy != ServedBy.COALESCED;
            end(request.permit(), record.stored, tried, entries);
            if (asked) {
                accounting.account(request.exchange().arrival(), record);
            }
        }
    }

    private void end(Permit permit, boolean isStored, boolean tried, List<CacheEntry> entries) {
        if (!isStored) {
            release(entries, RETRY_WAIT);
        }
        (isStored ? stored : tried ? failed : skipped).increment();
        free.release();
        permit.close();
    }

    private void skip(List<CacheEntry> entries) {
        release(entries, Duration.ZERO);
        skipped.increment();
    }

    private void release(List<CacheEntry> entries, Duration wait) {
        entries.forEach(entry -> caches.answers().releaseRefresh(entry, wait));
    }

    /** Answers fetched anew since the start. */
    public long stored() {
        return stored.sum();
    }

    /** How many could not be fetched, or were not to be stored. */
    public long failed() {
        return failed.sum();
    }

    /** How many were not begun: too many were under way, the node drained, or another request was fetching the same. */
    public long skipped() {
        return skipped.sum();
    }

    /** Under way now. */
    public int running() {
        return RUNNING_MAX - free.availablePermits();
    }
}

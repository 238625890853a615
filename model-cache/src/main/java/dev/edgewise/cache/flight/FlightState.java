package dev.edgewise.cache.flight;

import dev.edgewise.cache.flight.Joined.Follow;
import dev.edgewise.cache.flight.Joined.Refused;
import dev.edgewise.cache.key.CacheKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One key's flight, through both of its leaders if it has two. Guarded by its own monitor, held for work on pointers
 * only, at most once per follower; followers and the canceller are called after it is let go.
 */
final class FlightState<A, F> {
    private static final Logger LOG = LoggerFactory.getLogger(FlightState.class);
    private static final byte[] NOTHING = {};

    private enum Phase {
        OPEN,
        OVER,
        /** Over, because the leader's client and then every follower left. */
        ABANDONED
    }

    private final Flights<A, F> owner;
    private final CacheKey key;
    /** In the order of joining, which is the order of election. */
    private final Set<Follower<A, F>> followers = new LinkedHashSet<>();
    /** The followers as a list to call outside the lock; null after a change. */
    private @Nullable List<Follower<A, F>> roster;

    private Phase phase = Phase.OPEN;
    private Flight<A, F> leader;
    private long tookOffNanos;
    private boolean leaderGone;
    private String note = "";
    private @Nullable Runnable canceller;
    /** What stands before the first chunk; null once the recording outgrew its bound. */
    private @Nullable Chunk recording;

    private Chunk tail;
    private long appendedBytes;

    FlightState(Flights<A, F> owner, CacheKey key) {
        this.owner = owner;
        this.key = key;
        this.leader = new Flight<>(this, false);
        this.tail = Chunk.start();
        this.recording = tail;
        this.tookOffNanos = owner.nanoTime();
    }

    synchronized void note(Flight<A, F> by, String about) {
        if (leads(by)) {
            note = about;
        }
    }

    synchronized String note() {
        return note;
    }

    CacheKey key() {
        return key;
    }

    synchronized Flight<A, F> leader() {
        return leader;
    }

    /** A place among the followers, or a refusal; null when the flight is over and the caller should look again. */
    @Nullable
    Joined<A, F> join(Want want) {
        long now = owner.nanoTime();
        synchronized (this) {
            if (phase != Phase.OPEN) {
                return null;
            }
            Chunk start = recording;
            if (start == null) {
                return new Refused<>(Refusal.RECORDED_BYTES_MAX);
            }
            if (now - tookOffNanos > owner.joinAgeMaxNanos()) {
                return new Refused<>(Refusal.JOIN_AGE_MAX);
            }
            if (followers.size() >= owner.bounds().followersMax()) {
                return new Refused<>(Refusal.FOLLOWERS_MAX);
            }
            Follower<A, F> follower = new Follower<>(this, want, start, appendedBytes);
            followers.add(follower);
            roster = null;
            return new Follow<>(follower);
        }
    }

    boolean append(Flight<A, F> by, byte[] events) {
        List<Follower<A, F>> hearing;
        Runnable cancel;
        boolean open;
        synchronized (this) {
            if (!leads(by) || events.length == 0) {
                return leads(by);
            }
            hearing = roster();
            record(events);
            detachWhomItLeavesBehind();
            cancel = abandonIfDeserted();
            open = phase == Phase.OPEN;
        }
        speakTo(hearing);
        run(cancel);
        return open;
    }

    byte @Nullable [] recorded(Flight<A, F> by) {
        Chunk from;
        Chunk to;
        int length;
        synchronized (this) {
            if (leader != by) {
                // Another was elected: this one had appended nothing.
                return NOTHING;
            }
            from = recording;
            to = tail;
            if (from == null) {
                return null;
            }
            length = (int) appendedBytes;
        }
        // Links up to the tail seen under the lock never change again.
        byte[] whole = new byte[length];
        int at = 0;
        while (from != to && from != null) {
            from = from.next;
            if (from != null) {
                System.arraycopy(from.bytes, 0, whole, at, from.bytes.length);
                at += from.bytes.length;
            }
        }
        return whole;
    }

    boolean complete(Flight<A, F> by, @Nullable A answer) {
        List<Follower<A, F>> hearing;
        synchronized (this) {
            if (!leads(by)) {
                return false;
            }
            hearing = roster();
            End<A, F> ending = new End.Completed<>(answer);
            for (Follower<A, F> follower : followers) {
                boolean hadEvents = follower.want() == Want.EVENTS && appendedBytes > 0;
                if (answer != null || hadEvents) {
                    follower.endWith(ending);
                } else {
                    follower.detach(Detachment.NO_ANSWER);
                }
            }
            land(Phase.OVER);
        }
        speakTo(hearing);
        return true;
    }

    boolean endWithoutAnswer(Flight<A, F> by) {
        return fail(by, owner.leaderEnded(), true);
    }

    boolean fail(Flight<A, F> by, F cause, boolean mayElect) {
        long now = owner.nanoTime();
        List<Follower<A, F>> hearing;
        synchronized (this) {
            if (!leads(by)) {
                return false;
            }
            Follower<A, F> heir = mayElect && appendedBytes == 0 && !by.isElected() ? heir() : null;
            if (heir != null) {
                leader = new Flight<>(this, true);
                tookOffNanos = now;
                leaderGone = false;
                canceller = null;
                crown(heir);
                hearing = List.of(heir);
            } else {
                hearing = roster();
                End<A, F> ending = new End.Failed<>(new FlightFault<>(cause, appendedBytes > 0));
                followers.forEach(follower -> follower.endWith(ending));
                land(Phase.OVER);
            }
        }
        speakTo(hearing);
        return true;
    }

    synchronized boolean hasFollowers() {
        return !followers.isEmpty();
    }

    synchronized boolean leaderGone(Flight<A, F> by) {
        if (!leads(by)) {
            return false;
        }
        leaderGone = true;
        if (followers.isEmpty()) {
            land(Phase.OVER);
            return false;
        }
        return true;
    }

    void onAbandoned(Flight<A, F> by, Runnable cancel) {
        Runnable late = null;
        synchronized (this) {
            if (leads(by)) {
                canceller = cancel;
            } else if (phase == Phase.ABANDONED && leader == by) {
                late = canceller == null ? cancel : null;
                canceller = cancel;
            }
        }
        run(late);
    }

    void cancel(Follower<A, F> follower) {
        Runnable cancel = null;
        Follower<A, F> heir = null;
        synchronized (this) {
            if (follower.isOver()) {
                return;
            }
            boolean crowned = follower.pendingEnd() instanceof End.Elected<A, F>;
            follower.leave();
            if (followers.remove(follower)) {
                roster = null;
                cancel = abandonIfDeserted();
            } else if (crowned) {
                // It leaves before it heard that it leads: the next one does, and this counts as one election.
                heir = passOn();
            }
        }
        if (heir != null) {
            heir.speak();
        }
        run(cancel);
    }

    private boolean leads(Flight<A, F> flight) {
        return phase == Phase.OPEN && leader == flight;
    }

    private void record(byte[] events) {
        Chunk chunk = new Chunk(events);
        tail.next = chunk;
        tail = chunk;
        appendedBytes += events.length;
        if (appendedBytes > owner.bounds().recordedBytesMax()) {
            recording = null;
        }
    }

    private void detachWhomItLeavesBehind() {
        long lagBytesMax = owner.bounds().lagBytesMax();
        for (Iterator<Follower<A, F>> each = followers.iterator(); each.hasNext(); ) {
            Follower<A, F> follower = each.next();
            Detachment reason = null;
            if (follower.lagBytes(appendedBytes) > lagBytesMax) {
                reason = Detachment.LAG_BYTES_MAX;
            } else if (recording == null && follower.want() == Want.COMPLETION) {
                reason = Detachment.RECORDED_BYTES_MAX;
            }
            if (reason != null) {
                follower.detach(reason);
                each.remove();
                roster = null;
            }
        }
    }

    /** Lands a flight that nobody waits for any more; the canceller to run after the lock, null when there is none. */
    private @Nullable Runnable abandonIfDeserted() {
        if (phase != Phase.OPEN || !leaderGone || !followers.isEmpty()) {
            return null;
        }
        land(Phase.ABANDONED);
        return canceller;
    }

    /** Who leads next: started before not started, wanting events before not, joined early before late. */
    private @Nullable Follower<A, F> heir() {
        Follower<A, F> best = null;
        int bestRank = -1;
        for (Follower<A, F> follower : followers) {
            int rank = (follower.isStarted() ? 2 : 0) + (follower.want() == Want.EVENTS ? 1 : 0);
            if (rank > bestRank) {
                best = follower;
                bestRank = rank;
            }
        }
        return best;
    }

    private void crown(Follower<A, F> heir) {
        followers.remove(heir);
        roster = null;
        heir.endWith(new End.Elected<>(leader));
    }

    private @Nullable Follower<A, F> passOn() {
        Follower<A, F> heir = heir();
        if (heir == null) {
            land(Phase.OVER);
        } else {
            crown(heir);
        }
        return heir;
    }

    private void land(Phase how) {
        phase = how;
        followers.clear();
        roster = null;
        owner.landed(key, this);
    }

    private List<Follower<A, F>> roster() {
        List<Follower<A, F>> list = roster;
        if (list == null) {
            list = new ArrayList<>(followers);
            roster = list;
        }
        return list;
    }

    private static <A, F> void speakTo(List<Follower<A, F>> hearing) {
        for (Follower<A, F> follower : hearing) {
            follower.speak();
        }
    }

    private static void run(@Nullable Runnable canceller) {
        if (canceller == null) {
            return;
        }
        try {
            canceller.run();
        } catch (RuntimeException bug) {
            LOG.error("The canceller of an abandoned flight failed", bug);
        }
    }
}

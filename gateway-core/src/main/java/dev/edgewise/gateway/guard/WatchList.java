package dev.edgewise.gateway.guard;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** A list that its own members can leave while it is walked. Threads: one event loop. */
@SuppressWarnings("ReferenceEquality") // Members are themselves, not their values.
final class WatchList {
    private static final System.Logger LOG = System.getLogger(WatchList.class.getName());

    private @Nullable Watched first;
    private @Nullable Watched upNext;

    void add(Watched member) {
        member.next = first;
        if (first != null) {
            first.previous = member;
        }
        first = member;
    }

    /** Takes a member out; one that is not in does nothing. */
    void remove(Watched member) {
        Watched before = member.previous;
        Watched after = member.next;
        if (before == null && first != member) {
            return;
        }
        if (upNext == member) {
            upNext = after;
        }
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        member.previous = null;
        member.next = null;
    }

    void look(long nowNanos) {
        Watched member = first;
        while (member != null) {
            upNext = member.next;
            try {
                member.look(nowNanos);
            } catch (RuntimeException bug) {
                // Those behind it must be looked at too.
                LOG.log(Level.ERROR, "a look at " + member + " failed", bug);
            }
            member = upNext;
        }
        upNext = null;
    }
}

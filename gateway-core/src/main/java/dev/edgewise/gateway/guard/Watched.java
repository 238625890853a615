package dev.edgewise.gateway.guard;

import org.jspecify.annotations.Nullable;

/**
 * Something that a loop looks at several times a second. A link of {@link WatchList}, so that joining and leaving cost
 * a few stores.
 */
public abstract class Watched {
    @Nullable
    Watched previous;

    @Nullable
    Watched next;

    /** Ends what takes too long; may leave the list. On the event loop. */
    protected abstract void look(long nowNanos);
}

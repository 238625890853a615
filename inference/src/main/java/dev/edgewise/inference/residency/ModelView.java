package dev.edgewise.inference.residency;

import dev.edgewise.inference.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * One model as operators see it.
 *
 * @param leases pieces of work that use it now
 * @param pinned whether it is kept whatever others want
 * @param footprint memory it takes; the estimate before its first load
 * @param texts of that, keys and values of the texts that it may be writing at once
 * @param measured whether what it takes beside texts was measured
 * @param idleNanos since its last use; 0 while it is used or not in memory
 * @param loads how often it was loaded
 * @param loadNanos what the last load took
 * @param keepAlive how long it stays when nobody uses it
 * @param failure why the last load failed, or null
 */
public record ModelView(
        ModelId id,
        ModelState state,
        int leases,
        boolean pinned,
        Footprint footprint,
        Footprint texts,
        boolean measured,
        long idleNanos,
        long loads,
        long loadNanos,
        KeepAlive keepAlive,
        @Nullable String failure) {}

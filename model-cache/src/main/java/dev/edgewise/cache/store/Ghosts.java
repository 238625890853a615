package dev.edgewise.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgewise.cache.key.CacheKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What share of lookups would be hits with less or more memory, found by small models of the store that see a fixed part
 * of all keys and hold no answers: the idea of SHARDS (Waldspurger and others, FAST 2015) and of miniature simulation (the
 * same, USENIX ATC 2017). A key is in the part, or not, by its own bits, so that whoever asks for it again is seen again.
 * The models give up what the store would; they know lifetimes but not purges.
 *
 * <p>Safe for use by several threads. One comparison for a key outside the part, some µs for one inside.
 */
final class Ghosts {
    /** Memory of the models, as multiples of the store's. */
    static final List<Double> MULTIPLES = List.of(0.25, 0.5, 1.0, 2.0, 4.0);

    /** Bytes of answers that the model of the store as it is stands for; an answer weighs 1 KiB or more. */
    private static final long MODEL_BYTES = 2L << 20;
    /** Below so many lookups seen, nothing is told. */
    private static final int SEEN_MIN = 100;
    /** After so many, those of before count half. */
    private static final int SEEN_MAX = 1 << 16;

    private record Ghost(int bytes, long endsNanos) {}

    private final double rate;
    private final long bound;
    private final List<Cache<CacheKey, Ghost>> models = new ArrayList<>();
    private final double[] hits = new double[MULTIPLES.size()];
    private double seen;
    /** Lookups of the whole store that no longer count. */
    private double forgotten;

    Ghosts(long bytesMax) {
        rate = bytesMax <= MODEL_BYTES ? 1 : (double) MODEL_BYTES / bytesMax;
        bound = (long) (rate * Long.MAX_VALUE);
        for (double multiple : MULTIPLES) {
            models.add(Caffeine.newBuilder()
                    .maximumWeight((long) (multiple * rate * bytesMax))
                    .<CacheKey, Ghost>weigher((key, ghost) -> ghost.bytes)
                    .executor(Runnable::run)
                    .build());
        }
    }

    /** Whether a key belongs to the part that is looked at. */
    boolean sees(CacheKey key) {
        return key.w1() >>> 1 < bound;
    }

    /**
     * Somebody asks for a key that is seen.
     *
     * @param asked lookups of the whole store so far
     */
    synchronized void asked(CacheKey key, long nowNanos, long asked) {
        seen++;
        for (int i = 0; i < hits.length; i++) {
            Ghost ghost = models.get(i).getIfPresent(key);
            hits[i] += ghost != null && ghost.endsNanos - nowNanos > 0 ? 1 : 0;
        }
        if (seen >= SEEN_MAX) {
            seen /= 2;
            forgotten += (asked - forgotten) / 2;
            for (int i = 0; i < hits.length; i++) {
                hits[i] /= 2;
            }
        }
    }

    /** An answer is stored under a key that is seen. */
    synchronized void stored(CacheKey key, int bytes, int extraUses, long endsNanos) {
        for (Cache<CacheKey, Ghost> model : models) {
            model.put(key, new Ghost(bytes, endsNanos));
            Worth.count(model, key, extraUses);
        }
    }

    /**
     * The share of hits for each of {@link #MULTIPLES}; empty as long as too little was seen.
     *
     * @param asked lookups of the whole store so far
     */
    synchronized List<Double> curve(long asked) {
        double due = (asked - forgotten) * rate;
        if (seen < SEEN_MIN || due <= 0) {
            return List.of();
        }
        List<Double> curve = new ArrayList<>();
        for (double hit : hits) {
            // The part holds more or fewer of the keys that are asked for most than is its due: those are hits
            // (SHARDS-adj).
            curve.add(Math.clamp((hit + due - seen) / due, 0, 1));
        }
        return curve;
    }

    /** Keys that the models hold. */
    synchronized long held() {
        return models.stream().mapToLong(Cache::estimatedSize).sum();
    }
}

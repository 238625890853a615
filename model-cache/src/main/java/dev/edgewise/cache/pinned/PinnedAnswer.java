package dev.edgewise.cache.pinned;

import java.util.List;
import java.util.Set;

/**
 * An answer that the operator wrote. An empty set means all.
 *
 * @param id its name, unique among all
 * @param questions in the words in which they are asked; case, blanks and the mark at the end do not count
 * @param answer the text that is sent
 * @param regions where the caller must be: country codes
 * @param tenants whose callers get it
 * @param models names under which callers ask for a model
 * @param fromEpochMs the first moment it holds, in milliseconds since 1970
 * @param untilEpochMs the first moment it no longer holds
 */
public record PinnedAnswer(
        String id,
        List<String> questions,
        String answer,
        Set<String> regions,
        Set<String> tenants,
        Set<String> models,
        long fromEpochMs,
        long untilEpochMs) {
    /** Copies what it is given. */
    public PinnedAnswer {
        questions = List.copyOf(questions);
        regions = Set.copyOf(regions);
        tenants = Set.copyOf(tenants);
        models = Set.copyOf(models);
    }

    boolean holds(long nowEpochMs) {
        return fromEpochMs <= nowEpochMs && nowEpochMs < untilEpochMs;
    }

    boolean isFor(String region, String tenant, String model) {
        return isIn(region, regions) && isIn(tenant, tenants) && isIn(model, models);
    }

    private static boolean isIn(String value, Set<String> wanted) {
        return wanted.isEmpty() || wanted.contains(value);
    }
}

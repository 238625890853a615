package dev.edgewise.inference.catalog;

import dev.edgewise.inference.provider.Provider;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a model's manifest asks of the node that serves it.
 *
 * @param providers what to compute it with, the most wanted first; empty: as the node has it
 * @param hostBytes the operator's estimate of the machine's memory it takes, in bytes; empty: guessed from its files
 * @param deviceBytes the same of a device's memory, where it is computed there
 * @param regions where it may be served, as region tags; empty for anywhere
 * @param rowsPerBatchMax most inputs run together; empty: as what computes it has it
 * @param samples texts it is run on when it is loaded, before it answers anyone; at most 64
 */
public record Wishes(
        List<Provider> providers,
        OptionalLong hostBytes,
        OptionalLong deviceBytes,
        List<String> regions,
        OptionalInt rowsPerBatchMax,
        List<String> samples) {
    /** No wish. */
    public static final Wishes NONE = new Wishes(
            List.of(), OptionalLong.empty(), OptionalLong.empty(), List.of(), OptionalInt.empty(), List.of());

    /** Copies the lists. */
    public Wishes {
        providers = List.copyOf(providers);
        regions = List.copyOf(regions);
        samples = List.copyOf(samples);
    }

    /** Whether it may be served by a node of that region; tags are compared without regard to case. */
    public boolean allows(String region) {
        return regions.isEmpty()
                || regions.stream()
                        .anyMatch(tag -> tag.toLowerCase(Locale.ROOT).equals(region.toLowerCase(Locale.ROOT)));
    }
}

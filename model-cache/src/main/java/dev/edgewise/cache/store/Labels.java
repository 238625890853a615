package dev.edgewise.cache.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer can be found and purged by, and who made it.
 *
 * @param tenant the tenant it was made for; empty for operator-made answers
 * @param model the model that made it, under the name callers use
 * @param answeredBy the same under its own name, as the node or the centre knows it; empty when nobody says
 * @param confidence how sure that model was, as {@code Edge-Confidence} tells it; empty when it did not say
 * @param region the region it was made in, or null when it depends on none
 * @param groups names of groups, within the tenant
 */
public record Labels(
        String tenant,
        String model,
        String answeredBy,
        String confidence,
        @Nullable String region,
        List<String> groups) {
    /** Copies the groups. */
    public Labels {
        groups = List.copyOf(groups);
    }

    /** Labels that do not say which model of that name answered. */
    public Labels(String tenant, String model, @Nullable String region, List<String> groups) {
        this(tenant, model, "", "", region, groups);
    }
}

package dev.edgewise.gateway.request;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A customer of the node. Everything a tenant owns (cache entries, limits, logs) is kept apart by {@code id}.
 *
 * @param id the operator's name for it
 * @param models aliases it may use, or null for all
 * @param requestsPerMinute its limit, or 0 for none
 */
public record Tenant(String id, @Nullable Set<String> models, long requestsPerMinute) {
    /** The caller where no tenants are configured and the listener is on loopback. */
    public static final Tenant ANONYMOUS = new Tenant("anonymous", null, 0);

    public boolean mayUse(String alias) {
        return models == null || models.contains(alias);
    }
}

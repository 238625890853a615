package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Rate;
import org.jspecify.annotations.Nullable;

/**
 * What one tenant may use.
 *
 * @param requests requests; null: no limit
 */
public record TenantLimits(@Nullable Rate requests) {

    private static final Setting<Rate> REQUESTS = Setting.of(
                    "requests",
                    Scalars.rate(),
                    "Requests in a stretch of time, shared by all keys of the tenant; absent: no limit.")
            .optional();

    static final Group<TenantLimits> GROUP = Group.of(
                    "What this tenant may use.", values -> new TenantLimits(values.find(REQUESTS)), REQUESTS)
            .later("tokens", "token limits")
            .later("budget", "money budgets");
}

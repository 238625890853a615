package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.source.Origin;

/**
 * One value as it is in force.
 *
 * @param path the setting, such as {@code cache.ttl} or {@code tenants[0].id}
 * @param shown the value as it would be written; {@code ***} for a secret
 * @param origin where it came from
 * @param restart whether a change takes effect only after a restart
 */
public record Effective(String path, String shown, Origin origin, boolean restart) {}

package dev.edgewise.routing;

import java.time.Duration;

/**
 * The bounds of the rule-based router.
 *
 * @param localWaitMax predicted wait at the node above which the centre is used instead, where there is one
 * @param retryAfterDefault what a refused caller is told when nothing better is known
 */
public record RouterSettings(Duration localWaitMax, Duration retryAfterDefault) {

    /** One second each. */
    public static final RouterSettings DEFAULT = new RouterSettings(Duration.ofSeconds(1), Duration.ofSeconds(1));

    /** Refuses durations that are not positive. */
    public RouterSettings {
        if (!localWaitMax.isPositive() || !retryAfterDefault.isPositive()) {
            throw new IllegalArgumentException("localWaitMax and retryAfterDefault must be positive");
        }
    }
}

package dev.edgewise.routing.pool;

/**
 * How many retries a cluster gets, so that retries cannot multiply an outage.
 *
 * @param share retries earned by each request, from 0 to 1
 * @param perSecond retries earned by each second, so that a quiet node can retry too; at least 1
 * @param burst the most that can be saved up
 */
public record RetrySettings(double share, int perSecond, int burst) {

    /** A fifth of the requests and ten a second; ten seconds' worth can be saved. */
    public static final RetrySettings DEFAULT = new RetrySettings(0.2, 10, 100);

    /** Refuses a share outside 0 to 1 and counts below 1. */
    public RetrySettings {
        if (!(share >= 0 && share <= 1) || perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("share is 0 to 1, perSecond and burst at least 1");
        }
    }
}

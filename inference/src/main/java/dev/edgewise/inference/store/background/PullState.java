package dev.edgewise.inference.store.background;

import java.time.Duration;

/** How a pull in the background stands. */
public sealed interface PullState {
    /** It has not begun: another one is under way. */
    record Waiting() implements PullState {}

    /**
     * It is under way.
     *
     * @param bytes that are there, those of earlier tries included
     * @param total that it takes; 0 while nobody knows
     * @param bytesPerSecond over the last seconds; 0 while nobody knows
     */
    record Fetching(long bytes, long total, long bytesPerSecond) implements PullState {
        /** A guess how long it still takes; zero when nobody knows. */
        public Duration left() {
            return bytesPerSecond > 0 && total > bytes
                    ? Duration.ofMillis(1000 * (total - bytes) / bytesPerSecond)
                    : Duration.ZERO;
        }
    }

    /**
     * It failed, and is tried again.
     *
     * @param reason one sentence without its end
     * @param tries so far
     * @param again from now until the next one
     */
    record Failed(String reason, int tries, Duration again) implements PullState {}

    /**
     * The model is in the store, but the node cannot take up its configuration, be it for another model; that alone is
     * tried again.
     *
     * @param reason one sentence without its end
     * @param tries to take it up, so far
     * @param again from now until the next one
     */
    record NotTakenUp(String reason, int tries, Duration again) implements PullState {}
}

package dev.edgewise.gateway.admin;

/** How a local model that the configuration names stands. */
public sealed interface LocalState {
    /** It answers without loading first. */
    record Ready() implements LocalState {}

    /** It is not loaded yet. */
    record Loading() implements LocalState {}

    /** It is not in memory, or on its way back; the next request for it loads it. */
    record Resting() implements LocalState {}

    /**
     * It is not in the store yet: it is being pulled, or waits for another pull to end.
     *
     * @param bytes that are there
     * @param total that it takes; 0 while nobody knows
     * @param bytesPerSecond over the last seconds
     */
    record Pulling(long bytes, long total, long bytesPerSecond) implements LocalState {}

    /**
     * It is not in the store and could not be pulled, or it is there and could not be taken up.
     *
     * @param reason why
     * @param tries so far
     * @param againSeconds until the next one
     */
    record NotPulled(String reason, int tries, long againSeconds) implements LocalState {}

    /**
     * It could not be loaded; the next request for it tries again.
     *
     * @param reason why
     */
    record Failed(String reason) implements LocalState {}
}

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
     * It could not be loaded; the next request for it tries again.
     *
     * @param reason why
     */
    record Failed(String reason) implements LocalState {}
}

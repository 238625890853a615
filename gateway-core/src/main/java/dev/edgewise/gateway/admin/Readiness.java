package dev.edgewise.gateway.admin;

import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whether the node should be sent requests: from when its listeners are up and each local model is loaded or known not
 * to load, until it drains. Any thread.
 */
public final class Readiness {
    private final Supplier<Map<String, LocalState>> models;
    private volatile boolean listening;
    private volatile boolean draining;

    /** @param models the configured local models with their states; asked from the admin plane's event loop */
    public Readiness(Supplier<Map<String, LocalState>> models) {
        this.models = models;
    }

    /** What a node is doing. */
    public enum State {
        STARTING,
        READY,
        DRAINING;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A node at one moment.
     *
     * @param models local models by name
     */
    public record Report(State state, Map<String, LocalState> models) {}

    /** The data plane's listeners are up. */
    public void listening() {
        listening = true;
    }

    /** The node takes no more requests. */
    public void draining() {
        draining = true;
    }

    /** Whether the node should be sent requests. */
    public boolean isReady() {
        return report().state() == State.READY;
    }

    /** How the node stands now. */
    public Report report() {
        Map<String, LocalState> states = models.get();
        boolean loading = states.values().stream().anyMatch(LocalState.Loading.class::isInstance);
        State state = draining ? State.DRAINING : listening && !loading ? State.READY : State.STARTING;
        return new Report(state, states);
    }
}

package dev.edgewise.gateway.admin;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import java.util.Optional;

/** Lets operators decide on versions of local models. Any thread. */
public interface VersionControl {
    /**
     * The versions behind a name.
     *
     * @param active the model that answers
     * @param canary the model that answers part; empty for none
     * @param sharePercent how much of the requests the canary gets
     * @param shadow the model that answers unseen; empty for none
     * @param decision what was decided of the canary that the configuration names, in lower case; empty while it is tried
     */
    record Shown(
            String active,
            Optional<String> canary,
            int sharePercent,
            Optional<String> shadow,
            Optional<String> decision) {}

    /** The versions behind a name; empty where no local model is. */
    Optional<Shown> versions(String name);

    /** What an act gives. */
    sealed interface Done {
        /** @param sentence what was done */
        record Ok(String sentence) implements Done {}

        /** Nothing was changed. */
        record Refused(String why) implements Done {}
    }

    /**
     * Puts the canary in the active version's place, once it has answered the samples nearly as that does.
     *
     * @param force without that check
     * @throws EngineException if the active version does not answer, or the call's deadline passes
     */
    Done promote(String name, boolean force, Call call) throws EngineException, InterruptedException;

    /** Takes a promotion back, or the canary's share of the requests away. */
    Done rollBack(String name);
}

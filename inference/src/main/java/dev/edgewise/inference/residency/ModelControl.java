package dev.edgewise.inference.residency;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import java.util.List;
import java.util.Optional;

/** Brings models into memory and out of it at an operator's word. Any thread. */
public interface ModelControl {
    /**
     * How a model stands.
     *
     * @param state where it is between the store and the engine
     * @param pinned whether it is kept in memory whatever others want
     * @param failure why it could not be loaded the last time; empty when it could, or never was
     */
    record Standing(ModelId id, ModelState state, boolean pinned, Optional<String> failure) {}

    /** Every model that this node could load, by name. */
    List<Standing> states();

    /**
     * Loads a model, or waits for it when it is loading, until it is ready; one that is ready stays so, but for one whose
     * files are others now: it is loaded anew, and answers as it was until that is done.
     *
     * @throws EngineException if there is no such model, it cannot be loaded, or the call's deadline passes
     * @throws InterruptedException if the calling thread is interrupted; loading goes on
     */
    void load(ModelId model, Call call) throws EngineException, InterruptedException;

    /**
     * Takes a model out of memory once nothing uses it, and waits for that; one that is not in memory stays so. Its pin is
     * lifted.
     *
     * @throws EngineException if there is no such model, or the call's deadline passes
     * @throws InterruptedException if the calling thread is interrupted; unloading goes on
     */
    void unload(ModelId model, Call call) throws EngineException, InterruptedException;

    /**
     * Keeps a model in memory whatever others want, loading it when need be, or no longer. Does not wait.
     *
     * @throws EngineException if there is no such model
     */
    void pin(ModelId model, boolean pinned) throws EngineException;

    /**
     * Has a model stay in memory for that long when nobody uses it, in place of what the configuration says, until it is
     * said otherwise; empty for what the configuration says. Does not wait.
     *
     * @return what was said before; empty for what the configuration says
     * @throws EngineException if there is no such model
     */
    Optional<KeepAlive> keep(ModelId model, Optional<KeepAlive> time) throws EngineException;
}

package dev.edgewise.gateway.node;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.residency.ModelControl;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the models' files again before one is loaded at an operator's word: a head trained again, or a model pulled
 * again, is taken as it is now. Any thread.
 */
final class FreshModels implements ModelControl {
    private final ModelControl control;
    private final Runnable look;

    /** @param look finds the configured models anew; throws {@link IllegalArgumentException} where one is refused */
    FreshModels(ModelControl control, Runnable look) {
        this.control = control;
        this.look = look;
    }

    @Override
    public List<Standing> states() {
        return control.states();
    }

    @Override
    public void load(ModelId model, Call call) throws EngineException, InterruptedException {
        try {
            look.run();
        } catch (IllegalArgumentException refused) {
            throw new EngineException(
                    Fault.of(Fault.Kind.MODEL_UNAVAILABLE, refused.getMessage() + "; what is in memory stays"),
                    refused);
        }
        control.load(model, call);
    }

    @Override
    public void unload(ModelId model, Call call) throws EngineException, InterruptedException {
        control.unload(model, call);
    }

    @Override
    public void pin(ModelId model, boolean pinned) throws EngineException {
        control.pin(model, pinned);
    }

    @Override
    public Optional<KeepAlive> keep(ModelId model, Optional<KeepAlive> time) throws EngineException {
        return control.keep(model, time);
    }
}

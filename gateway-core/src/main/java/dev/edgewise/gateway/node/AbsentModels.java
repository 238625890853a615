package dev.edgewise.gateway.node;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.residency.ModelControl;
import dev.edgewise.inference.residency.ModelState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Models that are still to be pulled, told among those that an engine controls. Any thread. */
final class AbsentModels implements ModelControl {
    private final ModelControl control;
    private final Supplier<NodeModels> models;
    private final Pulling pulling;

    AbsentModels(ModelControl control, Supplier<NodeModels> models, Pulling pulling) {
        this.control = control;
        this.models = models;
        this.pulling = pulling;
    }

    @Override
    public List<Standing> states() {
        List<Standing> all = new ArrayList<>(control.states());
        for (ModelId absent : models.get().absent()) {
            Optional<String> failure = Optional.empty();
            try {
                pulling.require(absent);
            } catch (EngineException e) {
                failure = Optional.of(e.fault().message());
            }
            all.add(new Standing(absent, ModelState.ABSENT, false, failure));
        }
        return all;
    }

    @Override
    public void load(ModelId model, Call call) throws EngineException, InterruptedException {
        pulling.require(model);
        control.load(model, call);
    }

    @Override
    public void unload(ModelId model, Call call) throws EngineException, InterruptedException {
        pulling.require(model);
        control.unload(model, call);
    }

    @Override
    public void pin(ModelId model, boolean pinned) throws EngineException {
        pulling.require(model);
        control.pin(model, pinned);
    }

    @Override
    public Optional<KeepAlive> keep(ModelId model, Optional<KeepAlive> time) throws EngineException {
        pulling.require(model);
        return control.keep(model, time);
    }
}

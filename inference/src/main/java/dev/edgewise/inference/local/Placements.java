package dev.edgewise.inference.local;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.onnx.CudaMemory;
import dev.edgewise.inference.onnx.RuntimeFacts;
import dev.edgewise.inference.provider.DeviceGauge;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.provider.ProviderNotes;
import dev.edgewise.inference.provider.ProviderPlan;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What models are to be computed with, and what they are. Any thread. */
final class Placements {
    private final ProviderNotes notes;
    private final DeviceGauge gauge = new CudaMemory();
    private final Map<ModelId, ProviderChoice> choices = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private volatile Map<ModelId, ProviderPlan> plans = Map.of();
    private volatile ProviderPlan others = ProviderPlan.CPU;

    /** @param folder the engine's; choices are noted there */
    Placements(Path folder) {
        this.notes = new ProviderNotes(folder);
    }

    void place(Map<ModelId, ProviderPlan> next, ProviderPlan forOthers) {
        plans = Map.copyOf(next);
        others = forOthers;
    }

    ProviderPlan plan(ModelId model) {
        return plans.getOrDefault(model, others);
    }

    /** What a model will most likely be computed with: what it was the last time, or the first that this build has. */
    Provider expected(ModelId model) {
        ProviderPlan plan = plan(model);
        ProviderChoice last = choices.get(model);
        return last != null && plan.order().contains(last.used())
                ? last.used()
                : plan.order().stream().filter(RuntimeFacts::built).findFirst().orElse(Provider.CPU);
    }

    void settled(ModelId model, ProviderChoice choice) {
        choices.put(model, choice);
        // What only the manifest wished for has not failed.
        refused.addAndGet(choice.refused().stream()
                .filter(refusal -> !plan(model).notOffered().contains(refusal.provider()))
                .count());
        notes.write(model, choice);
    }

    Map<ModelId, ProviderChoice> choices() {
        return Map.copyOf(choices);
    }

    long refused() {
        return refused.get();
    }

    Optional<DeviceGauge.Room> room() {
        return others.wantsDevice() || plans.values().stream().anyMatch(ProviderPlan::wantsDevice)
                ? gauge.room(others.device())
                : Optional.empty();
    }
}

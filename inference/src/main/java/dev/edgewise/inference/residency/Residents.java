package dev.edgewise.inference.residency;

import dev.edgewise.inference.ModelId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models that {@link Residency} knows, and what operators said of them. Guarded by its lock.
 *
 * @param <M> a loaded model
 */
final class Residents<M extends AutoCloseable> {
    private final ModelSupply<M> supply;
    private final Map<ModelId, Resident<M>> known = new HashMap<>();

    /** Those whose successor is in memory and that still have users. */
    private final List<Resident<M>> replaced = new ArrayList<>();

    /** What an operator said of models that this supply has, in place of their plans. */
    private final Map<ModelId, KeepAlive> kept = new HashMap<>();

    Residents(ModelSupply<M> supply) {
        this.supply = supply;
    }

    /** The model as it was found last; null when it was never asked for. */
    @Nullable
    Resident<M> get(ModelId id) {
        return known.get(id);
    }

    /** The model with its plan of now; null when there is none. What is in memory keeps its plan. */
    @Nullable
    Resident<M> find(ModelId id) {
        Resident<M> resident = known.get(id);
        if (resident != null && resident.state != ModelState.PULLED) {
            return resident;
        }
        Optional<ModelPlan> plan = supply.plan(id);
        if (plan.isEmpty()) {
            known.remove(id);
            kept.remove(id);
            return null;
        }
        if (resident == null) {
            resident = new Resident<>(id, plan.get());
            known.put(id, resident);
        } else {
            resident.renew(plan.get());
        }
        return resident;
    }

    /** The new one is the model from now on; the old one is leaving. */
    void succeed(Resident<M> old, Resident<M> fresh) {
        known.put(fresh.id, fresh);
        replaced.add(old);
    }

    /** It takes no memory any more. */
    void left(Resident<M> resident) {
        replaced.remove(resident);
        if (known.get(resident.id) == resident && isRemoved(resident)) {
            known.remove(resident.id);
            kept.remove(resident.id);
        }
    }

    /** Those that there are no more. */
    List<Resident<M>> removed() {
        return known.values().stream().filter(this::isRemoved).toList();
    }

    /** Whether there is no such model any more. */
    boolean isRemoved(Resident<M> resident) {
        return supply.plan(resident.id).isEmpty();
    }

    /** Every model once, without those that were replaced. */
    Collection<Resident<M>> current() {
        return known.values();
    }

    /** Those that were replaced, and those on their way to replace one, too. */
    List<Resident<M>> all() {
        Stream<Resident<M>> coming =
                known.values().stream().map(resident -> resident.successor).flatMap(Stream::ofNullable);
        return Stream.of(known.values().stream(), replaced.stream(), coming)
                .flatMap(Function.identity())
                .toList();
    }

    /** What all of them take, those on their way included. */
    Footprint held() {
        return sum(Resident::footprint);
    }

    /** Of that, keys and values. */
    Footprint texts() {
        return sum(Resident::texts);
    }

    private Footprint sum(Function<Resident<M>, Footprint> part) {
        return all().stream().filter(Resident::holdsMemory).map(part).reduce(Footprint.NONE, Footprint::plus);
    }

    /** Whether none is in use, or on its way. */
    boolean rest() {
        for (Resident<M> resident : known.values()) {
            if (!resident.rests()) {
                return false;
            }
        }
        return true;
    }

    /** How long it stays unused. */
    KeepAlive keepAlive(Resident<M> resident) {
        return kept.getOrDefault(resident.id, resident.plan.keepAlive());
    }

    /** Has a model stay for that long, or for what its plan says; returns what was said before. */
    Optional<KeepAlive> keep(ModelId id, Optional<KeepAlive> time) {
        return Optional.ofNullable(time.isPresent() ? kept.put(id, time.get()) : kept.remove(id));
    }

    List<ModelView> views(long nowNanos) {
        return known.values().stream()
                .map(resident -> resident.view(nowNanos, keepAlive(resident)))
                .toList();
    }
}

package dev.edgewise.inference.residency;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import java.util.Optional;

/** What somebody is told whose model finds no room. Pure. */
final class NoRoom {
    private NoRoom() {}

    /** For now: what is in the way may leave. */
    static EngineException now(Resident<?> newcomer, ResidencySettings settings) {
        return new EngineException(new Fault(
                Fault.Kind.BUSY,
                "model " + newcomer.id + " needs " + newcomer.footprint().atMost(settings.budget())
                        + " and the models in memory are in use; try again shortly",
                Optional.of(settings.stayMin())));
    }

    /** For good, until somebody changes a setting or lifts a pin. */
    static EngineException ever(Resident<?> newcomer, Footprint budget) {
        boolean tooLarge = reason(newcomer, budget) == RefusalReason.TOO_LARGE;
        return EngineException.of(
                tooLarge ? Fault.Kind.MODEL_TOO_LARGE : Fault.Kind.MODEL_UNAVAILABLE,
                "model " + newcomer.id + " needs " + newcomer.least() + " of memory" + ofThatTexts(newcomer)
                        + ", more than the budget of " + budget
                        + (tooLarge ? ": " : " leaves beside pinned models: unpin one, or ")
                        + remedy(newcomer, budget));
    }

    static RefusalReason reason(Resident<?> newcomer, Footprint budget) {
        return newcomer.least().fitsIn(budget) ? RefusalReason.PINNED : RefusalReason.TOO_LARGE;
    }

    private static String ofThatTexts(Resident<?> newcomer) {
        return newcomer.texts().bytes() == 0 ? "" : ", " + newcomer.texts() + " of it for keys and values of texts";
    }

    /** What texts take is the operator's choice; what weights take is not. */
    private static String remedy(Resident<?> newcomer, Footprint budget) {
        boolean device = newcomer.least().deviceBytes() > budget.deviceBytes();
        String raise = "raise inference.memory." + (device ? "device_max" : "host_max");
        boolean lowering = newcomer.texts().bytes() > 0 && newcomer.leastBase().fitsIn(budget);
        if (!lowering) {
            return raise;
        }
        // A device has all texts at the load, the host one of them.
        return "lower inference.generation.context"
                + (newcomer.texts().deviceBytes() > 0 ? " or inference.generation.slots" : "") + ", or " + raise;
    }
}

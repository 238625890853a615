package dev.edgewise.inference.provider;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One load of a model: what it is to be computed with, and, once known, what it is. One thread. */
public final class Placement {
    private final ProviderPlan plan;
    private @Nullable ProviderChoice choice;

    public Placement(ProviderPlan plan) {
        this.plan = plan;
    }

    /** A load on the processor alone. */
    public static Placement onCpu() {
        return new Placement(ProviderPlan.CPU);
    }

    /** What is wanted. */
    public ProviderPlan plan() {
        return plan;
    }

    /** Says what the model is computed with. */
    public void settle(ProviderChoice made) {
        choice = made;
    }

    /** What was said; empty for a model that needs no provider, and before. */
    public Optional<ProviderChoice> choice() {
        return Optional.ofNullable(choice);
    }
}

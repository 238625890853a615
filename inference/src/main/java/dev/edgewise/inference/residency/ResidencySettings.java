package dev.edgewise.inference.residency;

import java.time.Duration;

/**
 * Bounds of {@link Residency}.
 *
 * @param budget memory that all loaded models may take together
 * @param stayMin how long a loaded model is safe from others that want its memory, so that two do not chase each other
 * @param modelsMax loaded models at once
 */
public record ResidencySettings(Footprint budget, Duration stayMin, int modelsMax) {
    private static final Duration STAY_MIN = Duration.ofSeconds(5);
    private static final int MODELS_MAX = 256;

    public static ResidencySettings of(Footprint budget) {
        return new ResidencySettings(budget, STAY_MIN, MODELS_MAX);
    }
}

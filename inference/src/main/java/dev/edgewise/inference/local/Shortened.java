package dev.edgewise.inference.local;

import dev.edgewise.inference.Embed;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.Skill;

/** Vectors that are shorter than their model's own. Pure. */
final class Shortened {
    private Shortened() {}

    /** @throws EngineException if vectors of the length that is asked for are not to be had */
    static void check(Embed work, ModelId model, Skill.Embedding skill) throws EngineException {
        int wanted = work.dimensions().orElse(skill.dimensions());
        if (wanted == skill.dimensions()
                || wanted < skill.dimensions() && skill.shortening().allows(wanted)) {
            return;
        }
        boolean cut = skill.shortening().any() || !skill.shortening().lengths().isEmpty();
        throw new EngineException(Fault.ofField(
                "dimensions",
                cut
                        ? "dimensions is " + wanted + ", and model " + model + " gives vectors of "
                                + skill.shortening().told(skill.dimensions())
                        : "dimensions is " + wanted + ", and model " + model + " gives vectors of " + skill.dimensions()
                                + " and does not say that it was trained to be cut: leave dimensions out. Where it was,"
                                + " its manifest says so by matryoshka_dimensions: [128, 256]"));
    }

    /**
     * The beginnings of vectors, scaled to length 1 again where the vectors were.
     *
     * @param vectors one after another
     * @param full length of each
     * @param wanted how much of each is kept
     */
    static float[] cut(float[] vectors, int full, int wanted, boolean normalized) {
        if (wanted == full) {
            return vectors;
        }
        float[] cut = new float[vectors.length / full * wanted];
        for (int from = 0, to = 0; to < cut.length; from += full, to += wanted) {
            System.arraycopy(vectors, from, cut, to, wanted);
            if (normalized) {
                normalize(cut, to, wanted);
            }
        }
        return cut;
    }

    private static void normalize(float[] values, int from, int count) {
        double squares = 0;
        for (int i = from; i < from + count; i++) {
            squares += (double) values[i] * values[i];
        }
        double length = Math.sqrt(squares);
        for (int i = from; i < from + count && length > 0; i++) {
            values[i] = (float) (values[i] / length);
        }
    }
}

package dev.edgewise.cache.semantic.index;

/** Vectors brought to length 1. Pure. */
final class UnitVector {
    private UnitVector() {}

    /** A copy of length 1. */
    static float[] of(float[] vector, int dimensions) {
        if (vector.length != dimensions) {
            throw new IllegalArgumentException(vector.length + " values where " + dimensions + " are due");
        }
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        if (!(square > 0) || Double.isInfinite(square)) {
            throw new IllegalArgumentException("a vector without direction: its squared length is " + square);
        }
        double factor = 1 / Math.sqrt(square);
        float[] unit = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            unit[i] = (float) (vector[i] * factor);
        }
        return unit;
    }
}

package dev.edgewise.inference.head;

/** A convex function of many parameters. */
interface Objective {
    /** The value at some parameters, with its gradient written to {@code gradient}. */
    double at(double[] parameters, double[] gradient);
}

package dev.edgewise.inference.head;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Limited-memory BFGS with a backtracking line search (Nocedal and Wright, Numerical Optimization, algorithm 7.5). */
final class Lbfgs {
    private static final int PAIRS = 10;
    private static final int STEPS_MAX = 300;
    private static final int HALVINGS_MAX = 40;
    private static final double GRADIENT_ENOUGH = 1e-6;
    private static final double DECREASE = 1e-4;

    private Lbfgs() {}

    /** A step and the change of the gradient along it. */
    private record Pair(double[] step, double[] change, double curvature) {}

    /** Moves {@code x} to where the objective is least, which is one place because it is convex. */
    static void minimize(Objective objective, double[] x) {
        Deque<Pair> pairs = new ArrayDeque<>(PAIRS);
        double[] gradient = new double[x.length];
        double value = objective.at(x, gradient);
        for (int step = 0; step < STEPS_MAX && length(gradient) > GRADIENT_ENOUGH; step++) {
            double[] direction = direction(gradient, pairs);
            double slope = dot(direction, gradient);
            double[] next = new double[x.length];
            double[] nextGradient = new double[x.length];
            double size = pairs.isEmpty() ? 1 / Math.max(1, length(gradient)) : 1;
            double nextValue = value;
            boolean found = false;
            for (int i = 0; i < HALVINGS_MAX && !found; i++, size /= 2) {
                for (int j = 0; j < x.length; j++) {
                    next[j] = x[j] + size * direction[j];
                }
                nextValue = objective.at(next, nextGradient);
                found = nextValue <= value + DECREASE * size * slope;
            }
            if (!found) {
                return;
            }
            remember(pairs, x, next, gradient, nextGradient);
            System.arraycopy(next, 0, x, 0, x.length);
            gradient = nextGradient;
            value = nextValue;
        }
    }

    private static void remember(Deque<Pair> pairs, double[] x, double[] next, double[] old, double[] fresh) {
        double[] step = new double[x.length];
        double[] change = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            step[i] = next[i] - x[i];
            change[i] = fresh[i] - old[i];
        }
        double curvature = dot(step, change);
        if (curvature > 1e-12) {
            if (pairs.size() == PAIRS) {
                pairs.removeFirst();
            }
            pairs.addLast(new Pair(step, change, curvature));
        }
    }

    /** Downhill, bent by what the last steps told of the curvature. */
    private static double[] direction(double[] gradient, Deque<Pair> pairs) {
        double[] q = gradient.clone();
        double[] alphas = new double[pairs.size()];
        int i = pairs.size();
        for (Iterator<Pair> back = pairs.descendingIterator(); back.hasNext(); ) {
            Pair pair = back.next();
            alphas[--i] = dot(pair.step(), q) / pair.curvature();
            add(q, -alphas[i], pair.change());
        }
        if (!pairs.isEmpty()) {
            Pair last = pairs.getLast();
            scale(q, last.curvature() / dot(last.change(), last.change()));
        }
        for (Pair pair : pairs) {
            double beta = dot(pair.change(), q) / pair.curvature();
            add(q, alphas[i++] - beta, pair.step());
        }
        scale(q, -1);
        return q;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double length(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static void add(double[] to, double factor, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * what[i];
        }
    }

    private static void scale(double[] a, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= factor;
        }
    }
}

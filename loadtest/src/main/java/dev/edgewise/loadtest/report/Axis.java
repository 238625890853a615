package dev.edgewise.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a plot.
 *
 * @param title what it shows, with its unit
 * @param min the value at its start
 * @param max the value at its end, above min
 * @param ticks where it is labelled
 */
record Axis(String title, double min, double max, List<Tick> ticks) {
    private static final int TICKS_WANTED = 5;

    /** A labelled place. */
    record Tick(double at, String label) {}

    /** An axis from 0 to a round number not below {@code max}. */
    static Axis fromZero(String title, double max) {
        double step = step(max <= 0 ? 1 : max);
        double top = Math.max(step, Math.ceil(max / step) * step);
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i * step <= top * 1.0001; i++) {
            ticks.add(new Tick(i * step, label(i * step)));
        }
        return new Axis(title, 0, top, List.copyOf(ticks));
    }

    /** Percentiles spread by how rare what lies above them is: each nine takes the same room. */
    static Axis percentiles(double highest) {
        List<Tick> ticks = new ArrayList<>();
        double end = Math.max(2, nines(highest));
        for (double percentile : new double[] {0, 50, 90, 99, 99.9, 99.99, 99.999}) {
            if (nines(percentile) <= end) {
                ticks.add(new Tick(nines(percentile), label(percentile)));
            }
        }
        return new Axis("percentile", 0, end, List.copyOf(ticks));
    }

    /** How many nines a percentile has: 0 for 0, 1 for 90, 2 for 99. */
    static double nines(double percentile) {
        return -Math.log10(Math.max(1e-7, 1 - percentile / 100));
    }

    double share(double value) {
        return (Math.clamp(value, min, max) - min) / (max - min);
    }

    private static double step(double max) {
        double raw = max / TICKS_WANTED;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double lead = raw / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }

    private static String label(double value) {
        String text = String.format(Locale.ROOT, value < 1 && value > 0 ? "%.4f" : "%.3f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
